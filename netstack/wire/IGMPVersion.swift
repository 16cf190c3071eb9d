/// A version of IGMP: of a query, or that a host speaks because of its querier.
public enum IGMPVersion: UInt8, Sendable {
  // The first case is all zero bits, as a table at start-up is.
  /// RFC 3376.
  case version3
  /// RFC 2236.
  case version2
  /// RFC 1112, appendix I.
  case version1
}
