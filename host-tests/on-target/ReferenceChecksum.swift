/// The Internet checksum as RFC 1071 §1 tells it: pairs of octets as 16-bit integers, the first
/// the higher, an odd last one with a zero; their one's-complement sum; its complement.
func referenceChecksum(_ bytes: Span<UInt8>) -> UInt16 {
  var sum: UInt32 = 0
  for index in bytes.indices {
    sum += UInt32(bytes[index]) << (index & 1 == 0 ? 8 : 0)
    // An end-around carry.
    if sum > 0xFFFF { sum -= 0xFFFF }
  }
  return ~UInt16(sum)
}
