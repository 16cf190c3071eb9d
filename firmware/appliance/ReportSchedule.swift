import NetStack

/// When the counters are written to the console: at each whole interval, or never.
struct ReportSchedule: Sendable {
  private var interval = Duration.seconds(0)
  private var next: Instant?

  init() {}

  mutating func start(everySeconds seconds: UInt8, at now: Instant) {
    interval = .seconds(UInt32(max(1, seconds)))
    next = now + interval
  }

  /// - Returns: whether a report is due, which counts as written then.
  mutating func isDue(at now: Instant) -> Bool {
    guard let due = next, due <= now else { return false }
    // What was slept through is left out.
    next = max(due, now) + interval
    return true
  }

  func wakeUp(before deadline: Instant?) -> Instant? {
    guard let next else { return deadline }
    return min(deadline ?? next, next)
  }
}
