import Link

/// Finds, verifies and fills in the checksums of a frame, as an offloading device does, by the
/// RFCs' own words and without the stack.
struct FrameChecksums {
  private struct Field {
    let kind: ChecksumSet
    /// Where the checksum stands.
    let offset: Int
    let covered: Range<Int>
    /// What is summed beside the frame's own bytes.
    var pseudoHeader: [UInt8] = []
  }

  private let frame: [UInt8]
  private var fields: [Field] = []

  init(_ frame: [UInt8]) {
    self.frame = frame
    guard frame.count >= 34, frame[12..<14] == [0x08, 0x00], frame[14] >> 4 == 4 else { return }
    let start = 14 + Int(frame[14] & 15) * 4
    let end = 14 + number(frame, at: 16)
    guard start >= 34, start <= end, end <= frame.count else { return }
    fields.append(Field(kind: .ipv4Header, offset: 24, covered: 14..<start))
    // A part of a datagram can't be summed (RFC 791 §3.2).
    guard number(frame, at: 20) & 0x3FFF == 0, end - start >= 8 else { return }
    switch frame[23] {
    case 1:
      fields.append(Field(kind: .icmpv4, offset: start + 2, covered: start..<end))
    case 17:
      let length = number(frame, at: start + 4)
      guard length >= 8, start + length <= end else { return }
      let pseudoHeader = frame[26..<34] + [0, 17] + frame[start + 4..<start + 6]
      fields.append(
        Field(
          kind: .udp, offset: start + 6, covered: start..<start + length,
          pseudoHeader: Array(pseudoHeader)))
    default: break
    }
  }

  /// The checksums that are there and right.
  var valid: ChecksumSet {
    fields.reduce([]) { valid, field in
      let isAbsent = field.kind == .udp && number(frame, at: field.offset) == 0
      let isValid = naiveChecksum(field.pseudoHeader + frame[field.covered]) == 0
      return isValid && !isAbsent ? valid.union(field.kind) : valid
    }
  }

  /// The frame with these checksums computed.
  func filled(_ kinds: ChecksumSet) -> [UInt8] {
    var frame = frame
    for field in fields where kinds.contains(field.kind) {
      frame.replaceSubrange(field.offset..<field.offset + 2, with: [0, 0])
      var checksum = naiveChecksum(field.pseudoHeader + frame[field.covered])
      // Zero says that there is none (RFC 768).
      if field.kind == .udp, checksum == 0 { checksum = 0xFFFF }
      frame.replaceSubrange(
        field.offset..<field.offset + 2, with: [UInt8(checksum >> 8), UInt8(checksum & 0xFF)])
    }
    return frame
  }
}

/// The 16-bit number in network byte order at `offset`.
func number(_ bytes: [UInt8], at offset: Int) -> Int {
  Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
}

/// The Internet checksum as RFC 1071 §1 words it, one 16-bit word after the other.
private func naiveChecksum(_ bytes: [UInt8]) -> UInt16 {
  var sum: UInt64 = 0
  for (index, byte) in bytes.enumerated() {
    sum += index.isMultiple(of: 2) ? UInt64(byte) * 256 : UInt64(byte)
  }
  while sum > 0xFFFF { sum = sum / 0x10000 + sum % 0x10000 }
  return UInt16(0xFFFF - sum)
}
