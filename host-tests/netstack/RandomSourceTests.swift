import Testing

@testable import NetStack

/// PCG-XSH-RR 64/32 after O'Neill, HMC-CS-2014-0905 §6.3.1, with the rotation bit by bit.
private struct PCGModel {
  var state: UInt64

  mutating func next() -> UInt32 {
    let old = state
    state = old &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var value = UInt32(truncatingIfNeeded: ((old >> 18) ^ old) >> 27)
    for _ in 0..<(old >> 59) { value = value >> 1 | (value & 1) << 31 }
    return value
  }
}

@Suite struct RandomSourceTests {
  @Test("is the generator that it says, whatever the seed", arguments: [0, 1, 42, UInt64.max])
  func sequence(seed: UInt64) {
    var source = RandomSource(seed: seed)
    var model = PCGModel(state: seed)
    _ = model.next()
    for _ in 0..<200 { #expect(source.next32() == model.next()) }
    let (high, low) = (model.next(), model.next())
    #expect(source.next() == UInt64(high) << 32 | UInt64(low))
  }
}
