extension Int {
  /// The greatest power of two up to `limit`, at least 1. Known to the compiler if `limit` is.
  @inline(__always)
  static func powerOfTwo(notAbove limit: Int) -> Int {
    1 &<< (bitWidth &- 1 &- Swift.max(limit, 1).leadingZeroBitCount)
  }
}
