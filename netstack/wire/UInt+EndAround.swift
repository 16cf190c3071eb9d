extension UInt {
  /// One's-complement addition (RFC 1071 §1).
  @inlinable @inline(__always)
  func addingEndAround(_ other: UInt) -> UInt {
    var carry = false
    let sum = adding(other, carry: &carry)
    return sum &+ carry.bit
  }

  /// Adds with the carry of the addition before, as one instruction does.
  @inlinable @inline(__always)
  func adding(_ other: UInt, carry: inout Bool) -> UInt {
    let (partial, first) = addingReportingOverflow(other)
    let (sum, second) = partial.addingReportingOverflow(carry.bit)
    // At most one of them. A short-circuit would become a branch.
    carry = first != second
    return sum
  }
}
