import NetStack

/// What a board makes of ARP and of frames.
extension Probe {
  static let arp: [Probe] = [
    Probe(
      "takes in ARP about IPv4 over Ethernet only", ["A1"], kinds: [3],
      // Hardware 6, protocol IPv6, hardware addresses of 8 octets, protocol addresses of 16.
      .silent(
        question.at(15, 6), question.at(16, 0x86, 0xDD), question.at(18, 8), question.at(19, 16),
        as: .arpUnsupported),
      .send(question, expecting: [answer])),
    Probe(
      "replies to the requester alone, with its own hardware address", ["A3"],
      .send(
        Station(30).asks(for: .board), expecting: [Station.board.tells(Station(30))])),
    Probe(
      "answers a question with the padding of its sender with zeros", ["A3", "E1"],
      .send(question.at(42, 0xA5, 0xA5, 0xA5), expecting: [answer])),
    Probe(
      "updates a known sender of a request for another, once the former station is silent", ["A2"],
      .send(Station(31).asks(for: .board), expecting: [Station.board.tells(Station(31))]),
      // The former station is asked first: nobody may take over the traffic of one that is there.
      .send(
        moved.asks(for: Station(77)),
        expecting: [
          Octets.arp(
            1, from: .board, to: Station(31).unresolved, frameTo: Station(31).hardware)
        ]),
      .pass(milliseconds: 1200),
      .echo(
        .echo().with {
          $0.source = moved.address; $0.fromHardware = moved.hardware
        })),
    Probe(
      "notes nothing from and answers nothing to ARP for others", ["A4"],
      .silent(Station(32).asks(for: Station(77)), as: .arpNotForUs),
      .send(
        echo(from: Station(32)).frame, expecting: [Station.board.asks(for: Station(32))]),
      .send(
        Station(32).tells(.board), expecting: [echo(from: Station(32)).echoReply.frame])),
    Probe(
      "answers a probe for its address without noting its sender", ["A5"],
      .send(
        prober.asks(for: .board), expecting: [Octets.arp(2, from: .board, to: prober)])),
    Probe(
      "asks for one address at most once a second, and three times in all", ["A7"],
      .send(
        echo(from: Station(33)).frame, echo(from: Station(33)).frame,
        expecting: [Station.board.asks(for: Station(33))]),
      .pass(milliseconds: 1500, expecting: [Station.board.asks(for: Station(33))]),
      .pass(milliseconds: 1000, expecting: [Station.board.asks(for: Station(33))]),
      .pass(milliseconds: 1500)),
    Probe(
      "holds the latest packet for a neighbor until it answers", ["A8"],
      .send(
        echo(1, from: Station(34)).frame, echo(2, from: Station(34)).frame,
        expecting: [Station.board.asks(for: Station(34))]),
      .send(
        Station(34).tells(.board), expecting: [echo(2, from: Station(34)).echoReply.frame])),
    Probe(
      "takes no packet of its own that comes back for a conflict", ["A12"],
      .silent(
        Octets.arp(1, from: .board, to: Station.board.unresolved, frameTo: Station.everyone),
        as: .arpLoopedBack),
      .send(question, expecting: [answer])),
    Probe(
      "sends beyond the link by the gateway and never asks for what lies there", ["A13"],
      .echo(.udp(between: distant + Station.board.address).with { $0.source = distant })),
    Probe(
      "drops ARP whose sender is a group, everyone or nobody's neighbor", kinds: [4],
      .silent(
        Station(hardware: [1, 0, 0x5E, 0, 0, 1], address: [192, 0, 2, 36]).asks(for: .board)
          .at(6, 2, 0, 0, 0, 0, 36),
        Station(hardware: Station(36).hardware, address: [224, 0, 0, 1]).asks(for: .board),
        Station(hardware: Station(36).hardware, address: [192, 0, 2, 255]).asks(for: .board),
        Station(hardware: Station(36).hardware, address: distant).asks(for: .board),
        as: .arpInvalidSender)),
    Probe(
      "answers the sender that ARP names, not the frame's source", kinds: [5],
      .send(
        Station(37).asks(for: .board).at(6, 2, 0, 0, 0, 0, 0x63),
        expecting: [Station.board.tells(Station(37))])),
    Probe(
      "ignores RARP, unknown operations and replies that were not asked for", kinds: [6],
      .silent(
        Octets.arp(3, from: Station(38), to: .board), Octets.arp(9, from: Station(38), to: .board),
        Octets.arp(2, from: Station(38), to: .board), as: .arpUnsolicited),
      .silent(question.at(12, 0x80, 0x35), as: .etherTypeUnknown)),
  ]

  static let ethernet: [Probe] = [
    Probe(
      "ignores the padding by the total length", ["E1"],
      .send(
        Packet.echo(1, [9]).frame.at(43, 0xA5, 0xA5, 0xA5, 0xA5),
        expecting: [Packet.echo(1, [9]).echoReply.frame])),
    Probe(
      "drops unknown types and lengths of IEEE 802.3 silently", ["E2"],
      .silent(
        Packet.echo().frame.at(12, 0x88, 0xB5), Packet.echo().frame.at(12, 0x86, 0xDD),
        Packet.echo().frame.at(12, 0, 46), as: .etherTypeUnknown)),
    Probe(
      "drops what comes from a group or from everyone", kinds: [2],
      .silent(
        Packet.echo().with { $0.fromHardware = [1, 0, 0x5E, 0, 0, 1] }.frame,
        Packet.echo().with { $0.fromHardware = Station.everyone }.frame,
        as: .frameSourceIsGroup)),
    Probe(
      "survives frames longer than any buffer", kinds: [1],
      .send(
        Packet.echo(1, [UInt8](repeating: 7, count: 1473)).frame,
        Packet.echo(1, [UInt8](repeating: 7, count: 1900)).frame, check: { $0.isEmpty }),
      .echo(.echo(1, [UInt8](repeating: 7, count: 1472)))),
  ]

  // MARK: Frames of these

  private static let question = Station.peer.asks(for: .board)
  private static let answer = Station.board.tells(.peer)
  /// A station that takes over another's address.
  private static let moved = Station(hardware: [2, 0, 0, 0, 0, 0x99], address: [192, 0, 2, 31])
  private static let prober = Station(hardware: [2, 0, 0, 0, 0, 0x55], address: [0, 0, 0, 0])
  static let distant: [UInt8] = [198, 51, 100, 7]

  static func echo(_ sequence: UInt16 = 1, from station: Station) -> Packet {
    Packet.echo(sequence).with {
      $0.source = station.address
      $0.fromHardware = station.hardware
    }
  }
}

extension [UInt8] {
  /// The same with other octets from `offset` on.
  func at(_ offset: Int, _ octets: UInt8...) -> [UInt8] {
    var copy = self
    copy.replaceSubrange(offset..<offset + octets.count, with: octets)
    return copy
  }
}
