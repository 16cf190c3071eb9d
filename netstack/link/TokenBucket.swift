/// A limit to how often something may happen: each time takes a token, one token comes back in
/// each interval, and the bucket holds enough for a burst.
public struct TokenBucket: Sendable {
  // All zero bits at first, in an order without padding: it is cleared with what it is part of.
  /// When all tokens are back.
  private var full: UInt64 = 0
  /// 0 when it never happens.
  private var interval: UInt32 = 0
  /// The tokens of a burst but the last.
  private var spare: UInt32 = 0

  /// One that never lets anything happen.
  public init() {}

  /// - Parameters:
  ///   - burst: how often at once; the bucket starts with as many tokens. With 0 it never happens.
  ///   - interval: microseconds between two times in the long run, at least 1.
  public init(burst: UInt32, interval: UInt32) {
    guard burst > 0 else { return }
    self.interval = max(1, interval)
    spare = burst &- 1
  }

  /// - Parameter now: in microseconds.
  /// - Returns: whether there was a token left.
  public mutating func take(at now: UInt64) -> Bool {
    let start = max(full, now)
    // How far the tokens that are out may reach ahead of the time.
    let tolerance = UInt64(interval) &* UInt64(spare)
    guard interval > 0, start &- now <= tolerance else { return false }
    full = start &+ UInt64(interval)
    return true
  }
}
