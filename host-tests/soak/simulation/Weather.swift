import Wrappers

/// What the world is like for some minutes of each simulated hour.
enum Weather: CaseIterable {
  /// The link loses, damages, repeats, delays and reorders; its cable comes out; others fight for
  /// the addresses and flood.
  case hostile
  /// The link is perfect again; what was learned wrong ages away.
  case clearing
  /// The same, and each question must be answered.
  case calm
  /// A ping and a query now and then.
  case idle
  /// Nothing at all, for long enough that everything is forgotten.
  case rest

  var minutes: UInt64 {
    switch self {
    case .hostile: 18
    case .clearing: 4
    case .calm: 8
    case .idle: 18
    case .rest: 12
    }
  }

  var faults: LinkFaults {
    var faults = LinkFaults()
    guard self == .hostile else { return faults }
    faults.drop = Probability(perMillion: 40_000)
    faults.corrupt = Probability(perMillion: 30_000)
    faults.duplicate = Probability(perMillion: 30_000)
    faults.reorder = Probability(perMillion: 30_000)
    return faults
  }

  /// The longest time that a frame is under way, in microseconds; the shortest is 100.
  var longestDelay: UInt64 { self == .hostile ? 20_000 : 100 }
}
