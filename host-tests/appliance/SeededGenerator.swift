import Foundation

/// Random numbers that can be had again: prints its seed, and takes it from the environment
/// variable `APPLIANCE_TESTS_SEED` when that is set. SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededGenerator: RandomNumberGenerator {
  let seed: UInt64
  private var state: UInt64

  init(test: String = #function) {
    let given = ProcessInfo.processInfo.environment["APPLIANCE_TESTS_SEED"]
    seed = given.flatMap { UInt64($0) } ?? .random(in: 0 ... .max)
    state = seed
    print("\(test): APPLIANCE_TESTS_SEED=\(seed)")
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
