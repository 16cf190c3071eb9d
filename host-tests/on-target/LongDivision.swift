/// Division as it is done by hand, a bit at a time.
enum LongDivision {
  /// - Parameter divisor: not 0.
  static func divide(
    _ dividend: UInt64, by divisor: UInt64
  ) -> (quotient: UInt64, remainder: UInt64) {
    var (rest, quotient, remainder) = (dividend, 0 as UInt64, 0 as UInt64)
    for _ in 0..<64 {
      let carry = remainder >> 63
      remainder = remainder &<< 1 | rest >> 63
      rest &<<= 1
      quotient &<<= 1
      if carry != 0 || remainder >= divisor {
        remainder &-= divisor
        quotient |= 1
      }
    }
    return (quotient, remainder)
  }

  /// Rounds towards zero; the remainder has the dividend's sign. The least number by -1 wraps.
  /// - Parameter divisor: not 0.
  static func divide(
    _ dividend: Int64, by divisor: Int64
  ) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = divide(dividend.magnitude, by: divisor.magnitude)
    let isNegative = (dividend < 0) != (divisor < 0)
    return (
      Int64(bitPattern: isNegative ? 0 &- quotient : quotient),
      Int64(bitPattern: dividend < 0 ? 0 &- remainder : remainder)
    )
  }
}
