/// A message about group memberships that is to be sent now; `GroupMembership.write` makes its
/// bytes.
enum MembershipReport: Equatable {
  case version1Report(IPv4Address)
  case version2Report(IPv4Address)
  case leaveGroup(IPv4Address)
  /// A report of version 3 about one group.
  case record(IGMPGroupRecord)
  /// A report of version 3 about `count` groups, those from the entry `first` on.
  case currentState(first: Int, count: Int)

  /// RFC 2236 §9; RFC 3376 §4.2.14.
  var destination: IPv4Address {
    switch self {
    case .version1Report(let group), .version2Report(let group): group
    case .leaveGroup: .allRouters
    case .record, .currentState: .allIGMPv3Routers
    }
  }

  /// The length of the IGMP message in bytes.
  var length: Int {
    switch self {
    case .version1Report, .version2Report, .leaveGroup: IGMPGroupMessage.length
    case .record: IGMPReportWriter.length(recordCount: 1)
    case .currentState(_, let count): IGMPReportWriter.length(recordCount: count)
    }
  }
}
