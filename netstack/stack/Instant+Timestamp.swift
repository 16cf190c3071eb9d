extension Instant {
  /// The time for a timestamp option: milliseconds, with the high bit set to tell that they don't
  /// count from midnight UT (RFC 791 §3.1).
  var nonstandardTimestamp: UInt32 {
    0x8000_0000 | UInt32(truncatingIfNeeded: microseconds / 1_000)
  }
}
