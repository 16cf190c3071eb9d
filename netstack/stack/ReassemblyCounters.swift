/// What a `Reassembler` has done. Counters wrap at 2³².
///
/// A fragment that was held ends in one of these: in a datagram of `completed`, in a loss, or it is
/// held still.
public struct ReassemblyCounters: Equatable, Sendable {
  /// Datagrams lost, and their fragments that had been held.
  public struct Loss: Equatable, Sendable {
    public internal(set) var datagrams: UInt32 = 0
    public internal(set) var fragments: UInt32 = 0

    public init() {}

    mutating func add(fragments count: UInt32) {
      datagrams &+= 1
      fragments &+= count
    }
  }

  /// Datagrams that became whole.
  public internal(set) var completed: UInt32 = 0
  /// Not whole when their time was up.
  public internal(set) var timedOut = Loss()
  /// Made room for others.
  public internal(set) var evicted = Loss()
  /// Discarded for a fragment that can't be part of any whole datagram.
  public internal(set) var discarded = Loss()

  public init() {}
}
