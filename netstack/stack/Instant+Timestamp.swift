extension Instant {
  /// The time for a timestamp option: units of 1.024 ms with the high bit set, which tells that they
  /// are no milliseconds since midnight UT (RFC 791 §3.1: "any time may be inserted"). Whole
  /// milliseconds would cost a 64-bit division.
  var nonstandardTimestamp: UInt32 {
    0x8000_0000 | UInt32(truncatingIfNeeded: microseconds &>> 10)
  }
}
