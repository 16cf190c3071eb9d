public import NetStack

/// What became of a client's requests. Counters wrap after 2³² requests.
public struct PingStatistics: Sendable {
  /// Requests that were given out and not withdrawn.
  public internal(set) var transmitted: UInt32 = 0
  /// Requests that were answered, each counted once.
  public internal(set) var received: UInt32 = 0
  /// Replies to requests that had been answered already.
  public internal(set) var duplicates: UInt32 = 0
  /// Requests that an error was reported for.
  public internal(set) var errors: UInt32 = 0
  /// Requests whose time was up, but for those in `errors`.
  public internal(set) var timeouts: UInt32 = 0
  /// Packets for the socket that no request explains, among them replies after the timeout.
  public internal(set) var unexpected: UInt32 = 0

  private var shortest = UInt32.max
  private var longest: UInt32 = 0
  private var sum: UInt64 = 0

  /// Nil until a reply has come; so are the others. A round trip beyond 71 minutes counts as that.
  public var shortestRoundTrip: Duration? {
    received == 0 ? nil : Duration(microseconds: UInt64(shortest))
  }

  public var averageRoundTrip: Duration? {
    received == 0 ? nil : Duration(microseconds: sum / UInt64(received))
  }

  public var longestRoundTrip: Duration? {
    received == 0 ? nil : Duration(microseconds: UInt64(longest))
  }

  /// How many of 1000 requests were not answered, rounded down. Those that may be yet count, too.
  public var lossPerMille: UInt32 {
    guard transmitted > received else { return 0 }
    let lost = UInt64(transmitted &- received) &* 1000
    return UInt32(truncatingIfNeeded: lost / UInt64(transmitted))
  }

  mutating func noteReply(after time: Duration) {
    let microseconds = UInt32(clamping: time.microseconds)
    received &+= 1
    shortest = min(shortest, microseconds)
    longest = max(longest, microseconds)
    sum &+= UInt64(microseconds)
  }
}
