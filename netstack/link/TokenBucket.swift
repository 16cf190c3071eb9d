/// A limit to how often something may happen: each time takes a token, one token comes back in
/// each interval, and the bucket holds enough for a burst.
public struct TokenBucket: Sendable {
  private let burst: UInt32
  private let interval: UInt64
  private var tokens: UInt32
  /// The time up to which tokens have come back.
  private var filled: UInt64 = 0

  /// - Parameters:
  ///   - burst: how often at once; the bucket starts with as many tokens. With 0 it never happens.
  ///   - interval: microseconds between two times in the long run, at least 1.
  public init(burst: UInt32, interval: UInt32) {
    self.burst = burst
    self.interval = max(1, UInt64(interval))
    tokens = burst
  }

  /// - Parameter now: in microseconds.
  /// - Returns: whether there was a token left.
  public mutating func take(at now: UInt64) -> Bool {
    refill(at: now)
    guard tokens > 0 else { return false }
    tokens &-= 1
    return true
  }

  private mutating func refill(at now: UInt64) {
    guard now > filled else { return }
    guard now &- filled < interval &* UInt64(burst &- tokens) else {
      tokens = burst
      filled = now
      return
    }
    // At most a burst of steps; cheaper than a division of 64 bits on a small processor.
    while now &- filled >= interval {
      filled &+= interval
      tokens &+= 1
    }
  }
}
