/// A monotonic clock for a driver's waits and deadlines.
public protocol MicrosecondClock: ~Copyable {
  /// Microseconds since some moment; never goes back.
  mutating func now() -> UInt64
}
