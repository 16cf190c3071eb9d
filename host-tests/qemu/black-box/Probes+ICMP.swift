import NetStack

/// What a board makes of control messages.
extension Probe {
  static let icmp: [Probe] = [
    Probe(
      "drops unknown types silently", ["C1"],
      .silent(
        message(99, 0), message(7, 0), message(15, 0), message(42, 0), as: .icmpUnhandled)),
    Probe(
      "drops wrong checksums silently", ["C2"],
      .silent(
        Packet.echo().frame.at(36, 0, 0), Packet.echo().frame.at(43, 0xEE),
        message(3, 3).at(36, 0x12, 0x34), as: .icmpChecksum)),
    Probe(
      "quotes header and data as they came, up to 576 octets in all", ["C3", "C9", "U4"],
      unreachable(.udp(to: 9), 3), unreachable(.udp(to: 9, []), 3),
      unreachable(
        .udp(to: 9).with {
          $0.timeToLive = 1
          $0.typeOfService = 0x10
          $0.identification = 0xBEEF
          $0.options = [0x9E, 4, 1, 2]
        }, 3),
      unreachable(.udp(to: 9, [UInt8](repeating: 0x5A, count: 1472)), 3)),
    Probe(
      "sends no error about an error", ["C4"],
      .silent(
        Packet(1, Octets.icmp(3, 3, [0, 0, 0, 0], quoted)).frame,
        Packet(1, Octets.icmp(11, 0, [0, 0, 0, 0], quoted)).frame,
        Packet(1, Octets.icmp(12, 0, [0, 0, 0, 0], quoted)).frame, as: .icmpQuoteUnknown)),
    Probe(
      "sends no error about a packet for many", ["C5", "U4"], kinds: [21],
      .silent(
        broadcast(.udp(to: 9), [255, 255, 255, 255]), broadcast(.udp(to: 9), [192, 0, 2, 255]),
        as: .udpPortClosed),
      .silent(broadcast(Packet(253, [1, 2]), [192, 0, 2, 255]), as: .ipv4ProtocolUnknown)),
    Probe(
      "sends no error to what is no single host", ["C8"], kinds: [21],
      .silent(
        closed([0, 0, 0, 0]), closed([255, 255, 255, 255]), closed([224, 0, 0, 1]),
        closed([192, 0, 2, 255]), as: .ipv4InvalidSource)),
    Probe(
      "reports unknown protocols", ["C9"],
      unreachable(Packet(253, [1, 2, 3]), 2),
      unreachable(Packet(6, [UInt8](repeating: 0, count: 20)), 2),
      unreachable(Packet(253, []), 2)),
    Probe(
      "sends no source quench, and ignores those received", ["C11"], kinds: [18],
      .silent(
        Packet(1, Octets.icmp(4, 0, [0, 0, 0, 0], quoted)).frame, as: .icmpUnhandled)),
    Probe(
      "follows no redirect that it was not told to", ["C12"], kinds: [18],
      .silent(
        Packet(1, Octets.icmp(5, 1, [192, 0, 2, 66], quoted)).frame, as: .icmpUnhandled),
      .echo(.udp(between: distant + Station.board.address).with { $0.source = distant })),
    Probe(
      "returns echo data whole, from the address that was asked", ["C13"], kinds: [16],
      .echo(.echo(1, [])), .echo(.echo(2, [1])), .echo(.echo(3, Array(0...255))),
      .echo(.echo(4, [UInt8](repeating: 0xFF, count: 1472))),
      .echo(.echo(0xFFFF, [UInt8](repeating: 0, count: 18)))),
    Probe(
      "answers an echo with a code, and repeats the code", ["C13"], kinds: [16],
      .send(
        [Packet(1, Octets.icmp(8, 5, [1, 2, 3, 4], [6]))],
        expecting: [Packet(1, []).reply(1, Octets.icmp(0, 5, [1, 2, 3, 4], [6]))])),
    Probe(
      "answers no echo to many", ["C14"], kinds: [19],
      .silent(
        broadcast(.echo(), [255, 255, 255, 255]), broadcast(.echo(), [192, 0, 2, 255]),
        as: .icmpEchoToGroup),
      .send(
        Packet.echo().with {
          $0.toHardware = [1, 0, 0x5E, 0, 0, 1]
          $0.destination = [224, 0, 0, 1]
        }.frame, expecting: [])),
    Probe(
      "answers no address mask request, and ignores replies", ["C16"], kinds: [18],
      .silent(
        Packet(1, Octets.icmp(17, 0, [0, 1, 0, 1], [0, 0, 0, 0])).frame,
        Packet(1, Octets.icmp(18, 0, [0, 1, 0, 1], [255, 255, 255, 0])).frame,
        Packet(1, Octets.icmp(13, 0, [0, 1, 0, 1], [UInt8](repeating: 0, count: 12))).frame,
        as: .icmpUnhandled)),
    Probe(
      "bears lengths and extensions in errors", ["C17"],
      .silent(
        // 32 words of quote and an extension (RFC 4884 §5, §7).
        Packet(
          1,
          Octets.icmp(
            3, 3, [0, 32, 0, 0],
            quoted + [UInt8](repeating: 0, count: 128 - quoted.count) + [0x20, 0, 0, 0, 0, 4, 1, 1])
        ).frame,
        // A length beyond the message.
        Packet(1, Octets.icmp(11, 0, [0, 255, 0, 0], quoted)).frame, as: .icmpQuoteUnknown)),
    Probe(
      "drops messages of less than 8 octets", kinds: [15],
      .silent(
        Packet(1, []).frame, Packet(1, [8]).frame, Packet(1, [8, 0, 0xF7, 0xFF]).frame,
        Packet(1, [8, 0, 0xF7, 0xFF, 0, 0, 0]).frame, as: .icmpTruncated)),
    Probe(
      "ignores errors that quote too little, or no packet", kinds: [17],
      .silent(
        Packet(1, Octets.icmp(3, 3, [0, 0, 0, 0], [])).frame,
        Packet(1, Octets.icmp(3, 4, [0, 0, 0, 0], Array(quoted.prefix(19)))).frame,
        Packet(1, Octets.icmp(3, 4, [0, 0, 0, 20], [0x65] + quoted.dropFirst())).frame,
        as: .icmpQuoteInvalid),
      .echo(.echo(1, [UInt8](repeating: 3, count: 1472)))),
    Probe(
      "ignores errors about what others sent, from a port that is open here", kinds: [17],
      .silent(
        Packet(1, Octets.icmp(3, 3, [0, 0, 0, 0], foreign)).frame, as: .icmpQuoteUnknown)),
    Probe(
      "limits the rate of errors", ["C18"], kinds: [19], .flood, .echo(.echo())),
    Probe(
      "bears queries of groups of every length", kinds: [22],
      .send(
        igmp([]), igmp([0x11]), igmp([0x11, 0, 0xEE, 0xFF, 0, 0, 0]),
        igmp([0x11, 0, 0xEE, 0xFF, 0, 0, 0, 0]),
        // At once; and 65535 sources, of which none is there.
        igmp([0x11, 0, 0xEC, 0xFE, 0, 0, 0, 0, 2, 1, 0xFF, 0xFF]), expecting: []),
      .pass(milliseconds: 300),
      .echo(.echo())),
  ]

  // MARK: Frames of these

  /// A datagram that nobody here sent.
  private static let quoted = Packet.udp(to: 53).with {
    $0.source = Station.board.address
    $0.destination = Station.peer.address
  }.bytes

  /// A datagram between two others, from port 7.
  private static let foreign = Packet.udp(to: 53, from: 7).with {
    $0.source = Station(77).address
    $0.destination = Station.peer.address
  }.bytes

  private static func message(_ type: UInt8, _ code: UInt8) -> [UInt8] {
    Packet(1, Octets.icmp(type, code, [0, 0, 0, 0], quoted)).frame
  }

  private static func closed(_ source: [UInt8]) -> [UInt8] {
    Packet.udp(to: 9, between: source + Station.board.address).with { $0.source = source }.frame
  }

  private static func igmp(_ message: [UInt8]) -> [UInt8] {
    Packet(2, message).with {
      $0.toHardware = [1, 0, 0x5E, 0, 0, 1]
      $0.destination = [224, 0, 0, 1]
      $0.timeToLive = 1
    }.frame
  }
}
