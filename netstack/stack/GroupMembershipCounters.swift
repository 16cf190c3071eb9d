/// What the group memberships of an interface have done. Counters wrap at 2³².
struct GroupMembershipCounters {
  /// One for each case of `IGMPOutcome`.
  private var outcomes = InlineArray<11, UInt32>(repeating: 0)

  /// The received messages that ended so.
  subscript(outcome: IGMPOutcome) -> UInt32 {
    get { outcomes[Int(outcome.rawValue)] }
    set { outcomes[Int(outcome.rawValue)] = newValue }
  }

  /// Reports and leaves that `nextReport` gave out.
  var reportsSent: UInt32 = 0
  /// Joins refused because every place was taken.
  var joinsRefused: UInt32 = 0
  /// Groups that were left and whose place another took before all was told of it.
  var leavesForgotten: UInt32 = 0
}
