/// Frames to a host that is attacked, laid out by hand.
package struct FrameBuilder {
  let target: AttackTarget
  private static let broadcast: [UInt8] = [255, 255, 255, 255, 255, 255]

  package init(target: AttackTarget) {
    self.target = target
  }

  /// An Ethernet frame (RFC 894), not padded.
  package func ethernet(
    to destination: [UInt8]? = nil, from source: [UInt8], type: UInt16, _ payload: [UInt8]
  ) -> [UInt8] {
    (destination ?? target.hardware) + source + Self.octets(type) + payload
  }

  /// An ARP request from `station` for the target (RFC 826).
  package func arpRequest(from station: AttackTarget) -> [UInt8] {
    ethernet(
      to: Self.broadcast, from: station.hardware, type: 0x0806,
      [0, 1, 8, 0, 6, 4, 0, 1] + station.hardware + station.address + [0, 0, 0, 0, 0, 0]
        + target.address)
  }

  /// What an IPv4 packet has beside its addresses and payload (RFC 791 §3.1).
  package struct Header {
    var `protocol`: UInt8
    var identification: UInt16
    /// Flags and offset.
    var fragment: UInt16
    var timeToLive: UInt8
    /// A multiple of 4 bytes.
    var options: [UInt8]

    package init(
      protocol: UInt8, identification: UInt16 = 0, fragment: UInt16 = 0, timeToLive: UInt8 = 64,
      options: [UInt8] = []
    ) {
      self.protocol = `protocol`
      self.identification = identification
      self.fragment = fragment
      self.timeToLive = timeToLive
      self.options = options
    }
  }

  /// An IPv4 packet to the target, or to a group address.
  package func ipv4(
    _ header: Header, from station: AttackTarget, to group: [UInt8]? = nil, _ payload: [UInt8]
  ) -> [UInt8] {
    let words = UInt8(5 + header.options.count / 4)
    let length = UInt16(20 + header.options.count + payload.count)
    var bytes = [0x40 | words, 0] + Self.octets(length) + Self.octets(header.identification)
    bytes += Self.octets(header.fragment) + [header.timeToLive, header.protocol, 0, 0]
    bytes += station.address + (group ?? target.address) + header.options
    bytes.replaceSubrange(10..<12, with: Self.octets(Self.checksum(bytes)))
    return ethernet(
      to: group.map(Self.hardware), from: station.hardware, type: 0x0800, bytes + payload)
  }

  /// Where frames to a broadcast or multicast address go (RFC 1112 §6.4).
  private static func hardware(of group: [UInt8]) -> [UInt8] {
    group[0] >> 4 == 0xE ? [1, 0, 0x5E, group[1] & 0x7F, group[2], group[3]] : broadcast
  }

  /// An ICMP message (RFC 792), or one of IGMP.
  package static func icmp(
    type: UInt8, code: UInt8 = 0, rest: [UInt8], _ data: [UInt8]
  ) -> [UInt8] {
    var message = [type, code, 0, 0] + rest + data
    message.replaceSubrange(2..<4, with: octets(checksum(message)))
    return message
  }

  /// An echo message: a request, or of type 0 a reply.
  static func echo(type: UInt8 = 8, _ number: Int, _ data: [UInt8]) -> [UInt8] {
    icmp(type: type, rest: [0xA7, 0x7A] + octets(UInt16(truncatingIfNeeded: number)), data)
  }

  /// A UDP datagram without a checksum (RFC 768).
  package static func datagram(from source: UInt16, to destination: UInt16, _ data: [UInt8])
    -> [UInt8]
  {
    octets(source) + octets(destination) + octets(UInt16(8 + data.count)) + [0, 0] + data
  }

  package static func octets(_ number: UInt16) -> [UInt8] {
    [UInt8(number >> 8), UInt8(number & 0xFF)]
  }

  /// RFC 1071 §1.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      sum += index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte)
    }
    while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
    return UInt16(0xFFFF - sum)
  }
}
