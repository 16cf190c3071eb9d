// 64-bit shifts by a variable, which the compiler calls when it optimises for size (Arm RTABI
// §4.3.1). The halves are shifted apart, so that no function here needs another.

@_silgen_name("__aeabi_llsl")
public func shiftLeft(_ value: UInt64, _ shift: UInt32) -> UInt64 {
  let (high, low) = halves(of: value)
  if shift >= 32 { return joined(high: low &<< (shift &- 32), low: 0) }
  if shift == 0 { return value }
  return joined(high: high &<< shift | low &>> (32 &- shift), low: low &<< shift)
}

@_silgen_name("__aeabi_llsr")
public func shiftRight(_ value: UInt64, _ shift: UInt32) -> UInt64 {
  let (high, low) = halves(of: value)
  if shift >= 32 { return joined(high: 0, low: high &>> (shift &- 32)) }
  if shift == 0 { return value }
  return joined(high: high &>> shift, low: low &>> shift | high &<< (32 &- shift))
}

@_silgen_name("__aeabi_lasr")
public func shiftRightSigned(_ value: Int64, _ shift: UInt32) -> Int64 {
  let (high, low) = halves(of: UInt64(bitPattern: value))
  if shift >= 32 {
    let sign = signShifted(high, 31)
    return Int64(bitPattern: joined(high: sign, low: signShifted(high, shift &- 32)))
  }
  if shift == 0 { return value }
  let shifted = joined(high: signShifted(high, shift), low: low &>> shift | high &<< (32 &- shift))
  return Int64(bitPattern: shifted)
}

/// The word shifted right by 0…31 with its uppermost bit coming in.
@inline(always)
private func signShifted(_ word: UInt32, _ shift: UInt32) -> UInt32 {
  UInt32(bitPattern: Int32(bitPattern: word) &>> Int32(bitPattern: shift))
}

@inline(always)
private func halves(of value: UInt64) -> (high: UInt32, low: UInt32) {
  (UInt32(truncatingIfNeeded: value >> 32), UInt32(truncatingIfNeeded: value))
}

@inline(always)
private func joined(high: UInt32, low: UInt32) -> UInt64 {
  UInt64(high) << 32 | UInt64(low)
}
