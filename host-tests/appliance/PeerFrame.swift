/// Frames of 192.0.2.1, the appliance's peer, laid out by hand.
enum PeerFrame {
  static let hardware: [UInt8] = [0x02, 0, 0, 0, 0, 0x01]
  private static let board: [UInt8] = [0x02, 0, 0, 0, 0xAB, 0x02]
  private static let everyone: [UInt8] = [255, 255, 255, 255, 255, 255]

  /// Asks for the appliance's hardware address, and so tells its own (RFC 826).
  static var arpRequest: [UInt8] {
    everyone + hardware + [8, 6, 0, 1, 8, 0, 6, 4, 0, 1] + hardware + [192, 0, 2, 1]
      + [0, 0, 0, 0, 0, 0, 192, 0, 2, 2]
  }

  /// Claims the appliance's address (RFC 5227 §1.1).
  static var addressConflict: [UInt8] {
    everyone + hardware + [8, 6, 0, 1, 8, 0, 6, 4, 0, 1] + hardware + [192, 0, 2, 2]
      + [0, 0, 0, 0, 0, 0, 192, 0, 2, 2]
  }

  /// A UDP datagram without a checksum (RFC 768) in an IPv4 packet (RFC 791 §3.1).
  static func datagram(
    from source: UInt16 = 40_000, to destination: UInt16 = 7,
    address: [UInt8] = [192, 0, 2, 2], _ payload: [UInt8]
  ) -> [UInt8] {
    let udp = octets(source) + octets(destination) + octets(8 + payload.count) + [0, 0] + payload
    var header: [UInt8] = [0x45, 0] + octets(20 + udp.count)
    header += [0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1] + address
    header.replaceSubrange(10..<12, with: octets(checksum(header)))
    let isBroadcast = address.last == 255
    return (isBroadcast ? everyone : board) + hardware + [8, 0] + header + udp
  }

  /// RFC 1071 §1.
  private static func checksum(_ bytes: [UInt8]) -> Int {
    var sum = stride(from: 0, to: bytes.count, by: 2).reduce(0) {
      $0 + Int(bytes[$1]) << 8 + Int(bytes[$1 + 1])
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return ~sum & 0xFFFF
  }

  private static func octets(_ number: some BinaryInteger) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
  }
}
