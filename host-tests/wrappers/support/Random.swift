import NetStack

/// Random tests repeat from their seed, which is printed.
func seeded(_ seed: UInt64) -> RandomSource {
  print("seed \(seed)")
  return RandomSource(seed: seed)
}
