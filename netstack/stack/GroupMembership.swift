/// The multicast groups that a host is in, and what it tells the routers of its link about them:
/// the host's side of IGMP (RFC 3376, and for older queriers RFC 2236 and RFC 1112 appendix I).
///
/// - **References**: a group is joined with the first `join` and left with the `leave` that takes
///   back the last one. 224.0.0.1 is always joined, takes no place and is never reported
///   (RFC 2236 §6; RFC 3376 §5).
/// - **Sources**: all are listened to; a member's filter is EXCLUDE {}.
/// - **Capacity**: a full table refuses the next group. A group that was left keeps its place until
///   its reports are sent, but gives it to a group that is joined. Without capacity IGMP is not
///   spoken, and none of its code stays.
/// - **Work**: each query, and each change, leads to a bounded number of reports; a burst of
///   queries to no more than its earliest answer.
///
/// All operations are linear in `capacity`.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct GroupMembership<let capacity: Int>: ~Copyable {
  /// How often a change is reported in version 3 (RFC 3376 §8.1), and how many queries of an older
  /// querier may be lost. A router's own value (QRV) is for other routers (RFC 3376 §4.1.6).
  static var robustness: UInt8 { 2 }
  /// The longest time between two reports of a change, in microseconds (RFC 3376 §8.11).
  static var unsolicitedReportInterval: UInt32 { 1_000_000 }
  /// The same in versions 1 and 2 (RFC 2236 §8.10).
  static var olderUnsolicitedReportInterval: UInt32 { 10_000_000 }
  /// In seconds, when no query has told it (RFC 3376 §8.2).
  static var defaultQueryInterval: UInt32 { 125 }
  /// The groups that one report tells of: with its headers it stays below the 576 bytes that every
  /// router takes.
  static var recordsPerReport: Int { 64 }

  struct Entry {
    /// Unspecified when the place is free.
    var group = IPv4Address.unspecified
    /// Zero when the group was left, and reports of that are due yet.
    var references: UInt32 = 0
    /// Reports of a join or a leave that are due yet, the next at `changeDeadline`.
    var changesLeft: UInt8 = 0
    /// Whether a report is due at `answerDeadline`: the answer to a query, and in versions 1 and 2
    /// the second report of a join.
    var isAnswerPending = false
    /// Whether we were the last to report the group, as far as we know (RFC 2236 §6).
    var isLastReporter = false
    var changeDeadline = Instant.start
    var answerDeadline = Instant.start

    var isFree: Bool { group == .unspecified }
    var isMember: Bool { references > 0 }
  }

  var entries = InlineArray<capacity, Entry>(repeating: Entry())
  // In an order without padding.

  /// When an older querier counts as gone.
  var version1QuerierEnd = Instant.start
  var version2QuerierEnd = Instant.start
  /// When the answer to a general query of version 3 is due.
  var generalAnswerDeadline = Instant.start
  /// In seconds, as the last query of version 3 told it; 0 when none did.
  var queryInterval: UInt32 = 0
  var counters = GroupMembershipCounters()
  /// The entry that the answer to a general query goes on with.
  var generalAnswerNext: UInt16 = 0
  var isGeneralAnswerPending = false
  /// The version that we speak: host compatibility mode (RFC 3376 §7.2.1).
  var version = IGMPVersion.version3

  enum JoinResult {
    /// The device is to accept the group from now on.
    case first
    /// The group was joined already.
    case again
    /// Every place is taken.
    case full
    /// The address is not a multicast address.
    case notAGroup
  }

  mutating func join(_ group: IPv4Address, at now: Instant) -> JoinResult {
    guard group.isMulticast else { return .notAGroup }
    guard group != .allSystems else { return .again }
    updateVersion(at: now)
    guard let index = index(of: group) ?? room() else {
      counters.joinsRefused &+= 1
      return .full
    }
    if entries[index].isMember {
      guard entries[index].references < .max else {
        counters.joinsRefused &+= 1
        return .full
      }
      entries[index].references &+= 1
      return .again
    }
    entries[index].group = group
    entries[index].references = 1
    announce(index, at: now)
    return .first
  }

  /// Undoes a first `join` of which nothing was told yet.
  mutating func cancelJoin(_ group: IPv4Address) {
    guard let index = index(of: group) else { return }
    entries[index] = Entry()
  }

  enum LeaveResult {
    /// The device need not accept the group any longer.
    case last
    /// Others are in the group yet.
    case still
    case notJoined
  }

  /// Takes one `join` back. Routers are told in version 3 always, in version 2 if we were the last
  /// to report the group (RFC 2236 §3), in version 1 never.
  mutating func leave(_ group: IPv4Address, at now: Instant) -> LeaveResult {
    guard group != .allSystems else { return .still }
    guard let index = index(of: group), entries[index].isMember else { return .notJoined }
    entries[index].references &-= 1
    guard !entries[index].isMember else { return .still }
    updateVersion(at: now)
    entries[index].isAnswerPending = false
    entries[index].changesLeft = changeCount
    entries[index].changeDeadline = now
    if !isLeaveTold(index) { entries[index] = Entry() }
    return .last
  }

  /// Whether packets to a group are for us.
  mutating func contains(_ group: IPv4Address) -> Bool {
    if group == .allSystems { return true }
    guard let index = index(of: group) else { return false }
    return entries[index].isMember
  }

  /// The places that are taken.
  mutating func count() -> Int {
    var count = 0
    for index in entries.indices.rolled where !entries[index].isFree { count &+= 1 }
    return count
  }

  /// The bit that stands for a group in a socket's groups; 0 for one that nobody joins.
  mutating func bit(of group: IPv4Address) -> UInt32 {
    guard capacity > 0, let index = index(of: group), index < 32 else { return 0 }
    return 1 << UInt32(truncatingIfNeeded: index)
  }

  /// The group of a bit of a socket's groups.
  mutating func group(ofBit bit: Int) -> IPv4Address? {
    guard bit >= 0, bit < min(capacity, 32), entries[bit].isMember else { return nil }
    return entries[bit].group
  }

  /// Reports all groups anew on a link that may be another one: nothing is known of its querier.
  mutating func restart(at now: Instant) {
    guard capacity > 0 else { return }
    version = .version3
    version1QuerierEnd = Instant.start
    version2QuerierEnd = Instant.start
    queryInterval = 0
    endGeneralAnswer()
    for index in entries.indices.rolled where !entries[index].isFree {
      guard entries[index].isMember else {
        entries[index] = Entry()
        continue
      }
      entries[index].isAnswerPending = false
      entries[index].isLastReporter = false
      announce(index, at: now)
    }
  }

  mutating func index(of group: IPv4Address) -> Int? {
    guard group != .unspecified else { return nil }
    for index in entries.indices.rolled where entries[index].group == group { return index }
    return nil
  }

  private mutating func announce(_ index: Int, at now: Instant) {
    entries[index].changesLeft = changeCount
    entries[index].changeDeadline = now
  }

  /// A free place, or that of a group that was left: of the one that is told of most.
  private mutating func room() -> Int? {
    var victim: Int?
    for index in entries.indices.rolled where !entries[index].isMember {
      if entries[index].isFree { return index }
      if let known = victim, entries[known].changesLeft <= entries[index].changesLeft { continue }
      victim = index
    }
    guard let victim else { return nil }
    counters.leavesForgotten &+= 1
    entries[victim] = Entry()
    return victim
  }
}

/// The version to speak.
extension GroupMembership {
  /// How many reports a change begins with; in versions 1 and 2, the second one of a join is
  /// delayed like an answer (RFC 2236 §3).
  var changeCount: UInt8 {
    mutating get { version == .version3 ? Self.robustness : 1 }
  }

  /// Whether a group that was left has a message due for it.
  mutating func isLeaveTold(_ index: Int) -> Bool {
    switch version {
    case .version3: true
    case .version2: entries[index].isLastReporter
    case .version1: false
    }
  }

  /// Follows the querier that is present (RFC 3376 §7.2.1). A change cancels all that is pending
  /// but the first report of a join or a leave, which nothing else would make good.
  mutating func updateVersion(at now: Instant) {
    guard capacity > 0 else { return }
    let present: IGMPVersion =
      now < version1QuerierEnd
      ? .version1 : now < version2QuerierEnd ? .version2 : .version3
    guard present != version else { return }
    let oldChangeCount = changeCount
    version = present
    endGeneralAnswer()
    for index in entries.indices.rolled where !entries[index].isFree {
      entries[index].isAnswerPending = false
      let isUntold = entries[index].changesLeft == oldChangeCount
      entries[index].changesLeft = isUntold ? changeCount : 0
      if !entries[index].isMember && !(isUntold && isLeaveTold(index)) {
        entries[index] = Entry()
      }
    }
  }

  mutating func endGeneralAnswer() {
    isGeneralAnswerPending = false
    generalAnswerNext = 0
  }
}
