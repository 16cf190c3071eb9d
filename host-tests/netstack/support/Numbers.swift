/// A 16-bit number in network byte order.
func octets(_ number: UInt16) -> [UInt8] {
  [UInt8(number >> 8), UInt8(number & 0xFF)]
}

/// The 16-bit number in network byte order at `offset`.
func number(_ bytes: some Collection<UInt8>, at offset: Int) -> UInt16 {
  let bytes = bytes.dropFirst(offset).prefix(2)
  return bytes.reduce(0) { $0 << 8 | UInt16($1) }
}

/// The Internet checksum as RFC 1071 §1 words it, one 16-bit word after the other.
func naiveChecksum(_ bytes: [UInt8]) -> UInt16 {
  var sum: UInt64 = 0
  for (index, byte) in bytes.enumerated() {
    sum += index.isMultiple(of: 2) ? UInt64(byte) * 256 : UInt64(byte)
  }
  while sum > 0xFFFF { sum = sum / 0x10000 + sum % 0x10000 }
  return UInt16(0xFFFF - sum)
}

/// `count` bytes that differ from their neighbors.
func pattern(_ count: Int, from first: UInt8 = 1) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: Int(first) + $0 * 7) }
}
