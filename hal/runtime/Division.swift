/// 64-bit division as the ABI wants it: quotient in r0:r1, remainder in r2:r3 (Arm RTABI §4.3.1).
/// Fast when the dividend fits 32 bits; otherwise one step per significant bit of the quotient.
@_silgen_name("__aeabi_uldivmod")
public func unsignedDivide(_ dividend: UInt64, _ divisor: UInt64) -> (UInt64, UInt64) {
  if dividend < divisor { return (0, dividend) }
  if dividend >> 32 == 0 {
    let (low, by) = (UInt32(truncatingIfNeeded: dividend), UInt32(truncatingIfNeeded: divisor))
    // A zero divisor comes here too. The language traps before it divides; C may not.
    guard by != 0 else { return (UInt64.max, dividend) }
    return (UInt64(low / by), UInt64(low % by))
  }
  guard divisor != 0 else { return (UInt64.max, dividend) }
  var shift = divisor.leadingZeroBitCount &- dividend.leadingZeroBitCount
  var shifted = divisor &<< UInt64(shift)
  var quotient: UInt64 = 0
  var remainder = dividend
  while shift >= 0 {
    quotient &<<= 1
    if remainder >= shifted {
      remainder &-= shifted
      quotient |= 1
    }
    shifted &>>= 1
    shift &-= 1
  }
  return (quotient, remainder)
}

/// Rounds towards zero; the remainder has the dividend's sign (Arm RTABI §4.3.1).
@_silgen_name("__aeabi_ldivmod")
public func signedDivide(_ dividend: Int64, _ divisor: Int64) -> (Int64, Int64) {
  let (quotient, remainder) = unsignedDivide(dividend.magnitude, divisor.magnitude)
  return (
    Int64(magnitude: quotient, isNegative: (dividend ^ divisor) < 0),
    Int64(magnitude: remainder, isNegative: dividend < 0)
  )
}

extension Int64 {
  /// Wraps: the least number by -1 is a trap before it comes here, as a zero divisor is.
  @inline(always)
  fileprivate init(magnitude: UInt64, isNegative: Bool) {
    let number = Int64(bitPattern: magnitude)
    self = isNegative ? 0 &- number : number
  }
}
