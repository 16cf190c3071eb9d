import Foundation

/// Random numbers that can be had again: prints its seed, and takes it from the environment
/// variable `WIRE_TESTS_SEED` when that is set. SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(test: String = #function) {
    let given = ProcessInfo.processInfo.environment["WIRE_TESTS_SEED"]
    state = given.flatMap { UInt64($0) } ?? .random(in: 0 ... .max)
    print("\(test): WIRE_TESTS_SEED=\(state)")
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func bytes(count: Int) -> [UInt8] {
    var word: UInt64 = 0
    return (0..<count).map { index in
      word = index % 8 == 0 ? next() : word >> 8
      return UInt8(truncatingIfNeeded: word)
    }
  }
}
