/// The parts of frames, in network byte order.
enum Octets {
  static func pair(_ number: some BinaryInteger) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
  }

  /// RFC 1071 §1.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum = 0
    for (index, byte) in bytes.enumerated() { sum += Int(byte) << (index % 2 == 0 ? 8 : 0) }
    while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
    return ~UInt16(sum)
  }

  /// A frame, padded as its sender does (IEEE 802.3 §4.2.8).
  static func ethernet(
    _ type: UInt16, to: [UInt8], from: [UInt8], _ payload: [UInt8]
  ) -> [UInt8] {
    padded(to + from + pair(type) + payload)
  }

  static func padded(_ frame: [UInt8]) -> [UInt8] {
    frame + [UInt8](repeating: 0, count: max(0, 60 - frame.count))
  }

  /// RFC 792, RFC 1122 §3.2.2.
  static func icmp(_ type: UInt8, _ code: UInt8, _ rest: [UInt8], _ data: [UInt8]) -> [UInt8] {
    var message: [UInt8] = [type, code, 0, 0] + rest + data
    message.replaceSubrange(2..<4, with: pair(checksum(message)))
    return message
  }

  /// RFC 768.
  static func udp(
    _ source: UInt16, _ destination: UInt16, _ data: [UInt8], _ ends: [UInt8]
  ) -> [UInt8] {
    let length = pair(8 + data.count)
    var datagram = pair(source) + pair(destination) + length + [0, 0] + data
    let sum = checksum(ends + [0, 17] + length + datagram)
    datagram.replaceSubrange(6..<8, with: pair(sum == 0 ? 0xFFFF : sum))
    return datagram
  }

  /// RFC 826. The frame's source is the sender's hardware address.
  static func arp(
    _ operation: UInt8, from sender: Station, to target: Station, frameTo: [UInt8]? = nil
  ) -> [UInt8] {
    let header: [UInt8] = [0, 1, 8, 0, 6, 4, 0, operation]
    let ends = sender.hardware + sender.address + target.hardware + target.address
    return ethernet(
      0x0806, to: frameTo ?? target.hardware, from: sender.hardware, header + ends)
  }
}
