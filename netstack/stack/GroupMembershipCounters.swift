/// What the group memberships of an interface have done. Counters wrap at 2³².
public struct GroupMembershipCounters: Sendable {
  /// One for each case of `IGMPOutcome`.
  private var outcomes = InlineArray<11, UInt32>(repeating: 0)

  /// The received messages that ended so.
  public internal(set) subscript(outcome: IGMPOutcome) -> UInt32 {
    get { outcomes[Int(outcome.rawValue)] }
    set { outcomes[Int(outcome.rawValue)] = newValue }
  }

  /// Reports and leaves that `nextReport` gave out.
  public internal(set) var reportsSent: UInt32 = 0
  /// Of those, the ones dropped: a slot of the device was smaller than they are.
  public internal(set) var reportsRefused: UInt32 = 0
  /// Joins refused because every place was taken.
  public internal(set) var joinsRefused: UInt32 = 0
  /// Groups that were left and whose place another took before all was told of it.
  public internal(set) var leavesForgotten: UInt32 = 0
}
