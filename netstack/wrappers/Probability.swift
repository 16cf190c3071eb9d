/// How often something happens, in steps of one in a million.
public struct Probability: Equatable, Sendable {
  private let perMillion: UInt32

  /// - Parameter perMillion: a million or more is always.
  public init(perMillion: UInt32) {
    self.perMillion = perMillion
  }

  public static let never = Probability(perMillion: 0)
  public static let always = Probability(perMillion: 1_000_000)

  func occurs(_ random: inout some RandomNumberGenerator) -> Bool {
    perMillion > 0 && random.next(below: 1_000_000) < perMillion
  }
}

extension RandomNumberGenerator {
  /// A number below `bound`, as likely as any other but for one part in 2³² / `bound`. The standard
  /// library's way rejects numbers, so that the time it takes has no bound.
  mutating func next(below bound: UInt32) -> UInt32 {
    let product = (next() >> 32) &* UInt64(bound)
    return UInt32(truncatingIfNeeded: product >> 32)
  }
}
