import SeededRandom

extension SplitMix64 {
  /// A number in `0..<bound`, near enough to even for a test.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next() >> 1) % bound
  }
}
