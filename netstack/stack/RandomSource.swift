/// The stack's random numbers: PCG-XSH-RR 64/32 (O'Neill, HMC-CS-2014-0905 §6.3.1).
///
/// Everything random follows from the seed, so the same inputs give the same outputs. It is as
/// unpredictable to others as its seed: give it true random numbers on a device.
public struct RandomSource: RandomNumberGenerator {
  private var state: UInt64 = 0

  /// A source that is to be replaced by one with a seed.
  init() {}

  public init(seed: UInt64) {
    state = seed
    advance()
  }

  @inline(__always)
  private mutating func advance() {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
  }

  mutating func next32() -> UInt32 {
    let old = state
    advance()
    let mixed = UInt32(truncatingIfNeeded: (old >> 18 ^ old) >> 27)
    let rotation = UInt32(truncatingIfNeeded: old >> 59)
    return mixed &>> rotation | mixed &<< (0 &- rotation)
  }

  public mutating func next() -> UInt64 {
    UInt64(next32()) << 32 | UInt64(next32())
  }
}
