/// A seeded generator (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// 0 up to `bound`, which is not 0. Slightly uneven, and without a division of 64 bits.
  mutating func next(below bound: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: next()) % bound
  }

  mutating func next(below bound: Int) -> Int {
    Int(truncatingIfNeeded: next(below: UInt32(truncatingIfNeeded: bound)))
  }

  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

  /// A number of 1…64 bits, each length as often.
  mutating func numberOfAnyLength() -> UInt64 { next() >> UInt64(next(below: 64 as UInt32)) }
}
