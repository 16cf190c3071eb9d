#if !hasFeature(Embedded)
  import Foundation

  extension SplitMix64 {
    /// Prints its seed, and takes it from the environment variable `MARTLET_SEED` when that is set.
    public init(test: String = #function) {
      let given = ProcessInfo.processInfo.environment["MARTLET_SEED"]
      self.init(seed: given.flatMap { UInt64($0) } ?? .random(in: 0 ... .max))
      print("\(test): MARTLET_SEED=\(seed)")
    }
  }
#endif
