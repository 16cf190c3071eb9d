/// A limit to how often something may happen: each time takes a token, one token comes back in
/// each interval, and the bucket holds enough for a burst.
public struct TokenBucket: Sendable {
  /// 0 when it never happens.
  private let interval: UInt64
  /// How far the tokens that are out may reach ahead of the time: those of a burst but the last.
  private let tolerance: UInt64
  /// When all tokens are back.
  private var full: UInt64 = 0

  /// - Parameters:
  ///   - burst: how often at once; the bucket starts with as many tokens. With 0 it never happens.
  ///   - interval: microseconds between two times in the long run, at least 1.
  public init(burst: UInt32, interval: UInt32) {
    self.interval = burst == 0 ? 0 : UInt64(max(1, interval))
    tolerance = self.interval &* UInt64(burst &- min(burst, 1))
  }

  /// - Parameter now: in microseconds.
  /// - Returns: whether there was a token left.
  public mutating func take(at now: UInt64) -> Bool {
    let start = max(full, now)
    guard interval > 0, start &- now <= tolerance else { return false }
    full = start &+ interval
    return true
  }
}
