import NetStack

/// What a board makes of datagrams.
extension Probe {
  static let udp: [Probe] = [
    Probe(
      "sends checksums, a computed zero as all ones, and takes zero for none", ["U1"],
      .echo(.udp()), .echo(.udp(to: 7, [])), .echo(.udp(to: 7, [0xFF])),
      // The reply's words sum up to all ones.
      .echo(.udp(to: 7, zeroSum)),
      .send(
        [.udp().with { $0.payload = $0.payload.at(6, 0, 0) }], expecting: [Packet.udp().udpReply])),
    Probe(
      "drops wrong checksums silently, to closed ports too", ["U2"],
      .silent(
        Packet.udp().frame.at(40, 0x12, 0x34), Packet.udp(to: 9).frame.at(40, 0x12, 0x34),
        Packet.udp().frame.at(44, 0xEE), as: .udpChecksum)),
    Probe(
      "drops lengths below 8 and beyond the packet", ["U3"], kinds: [20],
      .silent(length(0), length(7), length(12), length(0xFFFF), as: .udpLength),
      .silent(
        Packet(17, [0x9C, 0x40, 0, 7, 0, 8, 0]).frame, Packet(17, []).frame, as: .udpTruncated)),
    Probe(
      "cuts off what is behind the length", ["U3"], kinds: [20],
      .send(
        [.udp().with { $0.payload += [0xA5, 0xA5, 0xA5] }], expecting: [Packet.udp().udpReply])),
    Probe(
      "bears port 0", ["U4"], kinds: [20],
      unreachable(.udp(to: 0), 3),
      // Nobody can be answered there.
      .send(Packet.udp(from: 0).frame, expecting: [])),
    Probe(
      "answers closed ports with port unreachable", ["U4", "C9"],
      unreachable(.udp(to: 9), 3), unreachable(.udp(to: 0xFFFF), 3)),
    Probe(
      "replies from the address that was asked", ["U6"],
      .echo(.udp(to: 7, [1, 2, 3, 4], from: 1)),
      .echo(.udp(to: 7, [UInt8](repeating: 9, count: 1472)))),
    Probe(
      "echoes nothing to port 7, which would go on for good", [],
      .silent(Packet.udp(from: 7).frame, as: .delivered)),
  ]

  /// Two octets that make the sum of the echo's reply all ones.
  private static let zeroSum: [UInt8] = {
    let reply = Packet.udp(to: 7, [0, 0]).udpReply.payload
    return Array(reply[6..<8])
  }()

  private static func length(_ length: Int) -> [UInt8] {
    let octets = Octets.pair(length)
    return Packet.udp().with { $0.payload = $0.payload.at(4, octets[0], octets[1], 0, 0) }.frame
  }
}
