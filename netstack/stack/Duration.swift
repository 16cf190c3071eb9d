/// A span of time in microseconds. The standard library's `Duration` counts in 128 bits, which
/// costs a small processor over 2 KB.
public struct Duration: Comparable, Sendable {
  public let microseconds: UInt64

  @inlinable
  public init(microseconds: UInt64) {
    self.microseconds = microseconds
  }

  @inlinable
  public static func milliseconds(_ count: UInt32) -> Duration {
    Duration(microseconds: UInt64(count) &* 1_000)
  }

  @inlinable
  public static func seconds(_ count: UInt32) -> Duration {
    Duration(microseconds: UInt64(count) &* 1_000_000)
  }

  @inlinable
  public static func < (left: Duration, right: Duration) -> Bool {
    left.microseconds < right.microseconds
  }
}
