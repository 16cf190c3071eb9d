import SeededRandom

extension SplitMix64 {
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
