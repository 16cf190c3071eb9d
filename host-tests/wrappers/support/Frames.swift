import Link

/// An IPv4 packet from the peer to the board in an Ethernet frame, laid out by hand
/// (RFC 791 §3.1). The checksums are right.
func ipv4Frame(
  protocol number: UInt8 = 17, timeToLive: UInt8 = 64, fragment: UInt16 = 0, _ payload: [UInt8]
) -> [UInt8] {
  let length = UInt16(20 + payload.count)
  let header: [UInt8] =
    [0x45, 0, UInt8(length >> 8), UInt8(length & 0xFF), 0x12, 0x34]
    + [UInt8(fragment >> 8), UInt8(fragment & 0xFF), timeToLive, number, 0, 0]
    + [192, 0, 2, 1, 192, 0, 2, 2]
  let frame = ethernetHeader + [0x08, 0x00] + header + payload
  return FrameChecksums(frame).filled([.ipv4Header, .icmpv4, .udp])
}

/// To the board, from the peer.
let ethernetHeader: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]

/// A datagram from port 40000 to port 7 (RFC 768).
func udpFrame(_ payload: [UInt8]) -> [UInt8] {
  let length = UInt16(8 + payload.count)
  return ipv4Frame([0x9C, 0x40, 0, 7, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0] + payload)
}

/// A message with four bytes of zeros behind its checksum (RFC 792).
func icmpFrame(type: UInt8, code: UInt8 = 0, rest: [UInt8] = [0, 0, 0, 0], _ data: [UInt8] = [])
  -> [UInt8]
{
  ipv4Frame(protocol: 1, [type, code, 0, 0] + rest + data)
}

extension [UInt8] {
  func with(_ byte: UInt8, at offset: Int) -> [UInt8] {
    var copy = self
    copy[offset] = byte
    return copy
  }
}

/// `count` bytes that differ from their neighbors.
func pattern(_ count: Int, from first: UInt8 = 1) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: Int(first) + $0 * 7) }
}
