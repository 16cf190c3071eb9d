/// The Internet checksum as RFC 1071 §1 tells it: adjacent octets paired to 16-bit integers, the
/// first the higher, an odd last one with a zero; their one's-complement sum; its complement.
func referenceChecksum(_ bytes: some Collection<UInt8>) -> UInt16 {
  var sum: UInt64 = 0
  for (index, byte) in bytes.enumerated() {
    sum += index.isMultiple(of: 2) ? UInt64(byte) << 8 : UInt64(byte)
  }
  while sum > 0xFFFF { sum = sum % 0x1_0000 + sum / 0x1_0000 }
  return ~UInt16(sum)
}
