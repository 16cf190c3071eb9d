/// Packets whose checksums are summed here, by the book and not by the code under test.
enum PacketBytes {
  static func ethernet(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
    station + [0x02, 0, 0, 0, 0, 0x99, UInt8(type >> 8), UInt8(type & 0xFF)] + payload
  }

  /// An IPv4 packet with a right header checksum.
  static func ipv4(
    _ number: UInt8, _ payload: [UInt8], fragment: UInt16 = 0, options: [UInt8] = []
  ) -> [UInt8] {
    let length = 20 + options.count + payload.count
    var header: [UInt8] = [
      UInt8(0x45 + options.count / 4), 0, UInt8(length >> 8), UInt8(length & 0xFF), 0, 1,
      UInt8(fragment >> 8), UInt8(fragment & 0xFF), 64, number, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2,
    ]
    header += options
    put(checksum(header), in: &header, at: 10)
    return header + payload
  }

  static func icmp(_ count: Int = 16) -> [UInt8] {
    var message: [UInt8] = [8, 0, 0, 0, 0, 1, 0, 2] + body(count)
    put(checksum(message), in: &message, at: 2)
    return message
  }

  static func udp(_ count: Int = 16) -> [UInt8] {
    let length = 8 + count
    var datagram: [UInt8] =
      [0, 7, 0, 7, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0] + body(count)
    put(checksum(pseudoHeader(17, length) + datagram), in: &datagram, at: 6)
    return datagram
  }

  static func tcp() -> [UInt8] {
    var segment: [UInt8] = [
      0, 80, 0, 81, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x10, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4,
    ]
    put(checksum(pseudoHeader(6, segment.count) + segment), in: &segment, at: 16)
    return segment
  }

  private static func body(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31 + 5) }
  }

  private static func pseudoHeader(_ number: UInt8, _ length: Int) -> [UInt8] {
    [192, 0, 2, 1, 192, 0, 2, 2, 0, number, UInt8(length >> 8), UInt8(length & 0xFF)]
  }

  /// RFC 1071 §1.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum = 0
    for (i, byte) in bytes.enumerated() { sum += Int(byte) << (i % 2 == 0 ? 8 : 0) }
    while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
    return ~UInt16(sum)
  }

  private static func put(_ value: UInt16, in bytes: inout [UInt8], at offset: Int) {
    bytes[offset] = UInt8(value >> 8)
    bytes[offset + 1] = UInt8(value & 0xFF)
  }
}
