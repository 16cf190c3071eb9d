/// A limit to the rate of frames: each takes a token, one token comes back in each interval, and
/// the bucket holds enough for a burst.
public struct TokenBucket: Sendable {
  private let burst: UInt32
  private let interval: UInt64
  private var tokens: UInt32
  /// The time up to which tokens have come back.
  private var filled: UInt64 = 0

  /// - Parameters:
  ///   - burst: how many frames can follow each other at once; the bucket starts with as many
  ///     tokens.
  ///   - interval: microseconds for each frame in the long run, at least 1.
  public init(burst: UInt32, interval: UInt32) {
    self.burst = burst
    self.interval = max(1, UInt64(interval))
    tokens = burst
  }

  /// - Returns: whether there was a token left.
  mutating func take(at now: UInt64) -> Bool {
    refill(at: now)
    guard tokens > 0 else { return false }
    tokens &-= 1
    return true
  }

  private mutating func refill(at now: UInt64) {
    guard now > filled else { return }
    let earned = (now &- filled) / interval
    if earned >= UInt64(burst &- tokens) {
      tokens = burst
      filled = now
    } else {
      tokens &+= UInt32(truncatingIfNeeded: earned)
      filled &+= earned &* interval
    }
  }
}
