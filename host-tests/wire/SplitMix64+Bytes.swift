import SeededRandom

extension SplitMix64 {
  mutating func bytes(count: Int) -> [UInt8] {
    var word: UInt64 = 0
    return (0..<count).map { index in
      word = index % 8 == 0 ? next() : word >> 8
      return UInt8(truncatingIfNeeded: word)
    }
  }
}
