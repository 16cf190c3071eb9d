/// What was learned of the ways to other hosts. Counters wrap at 2³².
public struct DestinationCounters: Sendable {
  /// Reports that lowered the path MTU of a destination (RFC 1191).
  public internal(set) var pathMTUsLowered: UInt32 = 0
  /// Reports of too long a packet that told of no decrease: stale, repeated or false.
  public internal(set) var pathMTUsIgnored: UInt32 = 0
  /// Redirects that were followed (RFC 1122 §3.2.2.2).
  public internal(set) var redirectsFollowed: UInt32 = 0
  /// Redirects that were not believed.
  public internal(set) var redirectsIgnored: UInt32 = 0
  /// Destinations forgotten before their time to make room for others.
  public internal(set) var evicted: UInt32 = 0

  public init() {}
}
