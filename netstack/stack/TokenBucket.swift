/// A limit on how often something may happen: so many a second in the long run, so many at once
/// after a pause (RFC 1812 §4.3.2.8).
struct TokenBucket {
  private let interval: Duration
  private let burst: UInt32
  private var tokens: UInt32
  private var lastRefill = Instant(microseconds: 0)

  /// - Parameters:
  ///   - perSecond: 1…1 000 000; 0 lets nothing pass.
  ///   - burst: how many tokens a pause can save up.
  init(perSecond: UInt32, burst: UInt32) {
    interval = Duration(
      microseconds: perSecond == 0 ? 0 : UInt64(1_000_000 / min(perSecond, 1_000_000)))
    self.burst = perSecond == 0 ? 0 : burst
    tokens = self.burst
  }

  /// - Returns: whether it may happen now.
  mutating func take(at now: Instant) -> Bool {
    refill(at: now)
    guard tokens > 0 else { return false }
    tokens &-= 1
    return true
  }

  private mutating func refill(at now: Instant) {
    guard tokens < burst, interval.microseconds > 0 else {
      lastRefill = now
      return
    }
    let missing = burst &- tokens
    let passed = now.since(lastRefill).microseconds
    guard passed < interval.microseconds &* UInt64(missing) else {
      tokens = burst
      lastRefill = now
      return
    }
    // Few steps: less than `burst` intervals have passed.
    while now.since(lastRefill).microseconds >= interval.microseconds {
      lastRefill = lastRefill + interval
      tokens &+= 1
    }
  }
}
