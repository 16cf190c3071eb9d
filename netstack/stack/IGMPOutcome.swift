/// What became of a received IGMP message. Every message has exactly one outcome, and each is
/// counted.
public enum IGMPOutcome: UInt8, CaseIterable, Sendable {
  /// A query that was heard; it is answered if this host is in a group.
  case query
  /// Another host's report, which makes ours needless (RFC 2236 §3).
  case report

  // Malformed; see `IGMPMessage.Malformation`.
  case truncated
  case checksum
  case queryLength
  case querySources

  // Ignored.
  /// A time to live other than 1, so perhaps not from our link.
  case timeToLive
  /// A general query to a group other than all systems (RFC 3376 §9.1), or a report to another
  /// group than it tells of (RFC 2236 §9).
  case destination
  /// A query for a group that this host is not in.
  case notMember
  /// Another host's report while none of ours for its group waits, or in version 3.
  case reportNeedless
  /// Leaves, reports of version 3, and what is not IGMP at all (RFC 2236 §2.1).
  case typeUnhandled

  init(_ malformation: IGMPMessage.Malformation) {
    switch malformation {
    case .truncated: self = .truncated
    case .checksum: self = .checksum
    case .queryLength: self = .queryLength
    case .querySources: self = .querySources
    }
  }
}
