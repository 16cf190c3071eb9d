/// A point in time: microseconds since an origin of the caller's choice, such as start-up.
///
/// 64 bits last 584 000 years; no arithmetic here wraps in practice.
public struct Instant: Comparable, Sendable {
  public let microseconds: UInt64

  @inlinable
  public init(microseconds: UInt64) {
    self.microseconds = microseconds
  }

  /// The origin.
  public static var start: Instant { Instant(microseconds: 0) }

  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  @inlinable
  public static func + (instant: Instant, duration: Duration) -> Instant {
    Instant(microseconds: instant.microseconds &+ duration.microseconds)
  }

  /// The time that has passed since `earlier`; zero when that lies ahead.
  @inlinable
  public func since(_ earlier: Instant) -> Duration {
    Duration(microseconds: self < earlier ? 0 : microseconds &- earlier.microseconds)
  }
}
