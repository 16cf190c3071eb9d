import NetStack

/// What a board makes of fragments.
extension Probe {
  static let fragments: [Probe] = [
    Probe(
      "reassembles datagrams of 576 octets and more, and answers in fragments", ["I12", "C13"],
      .send(long(1).fragments([0, 1480]), expecting: replies(long(1))),
      .send(
        Packet.echo(5, data(568)).fragments([0, 200, 400]),
        expecting: [Packet.echo(5, data(568)).echoReply])),
    Probe(
      "reassembles in any order, and apart by identification", ["I15"],
      .send(
        [long(2).fragments([0, 1480])[1], long(3).fragments([0, 1480])[1]]
          + [long(3).fragments([0, 1480])[0]], expecting: replies(long(3))),
      .send([long(2).fragments([0, 1480])[0]], expecting: replies(long(2)))),
    Probe(
      "takes a fragment that comes twice once", kinds: [12],
      .send(
        [long(4).fragments([0, 1480])[0], long(4).fragments([0, 1480])[0]]
          + [long(4).fragments([0, 1480])[1]], expecting: replies(long(4)))),
    Probe(
      "discards datagrams of overlapping fragments", ["I16"], kinds: [12],
      .silent(small(10).fragments([0, 64])[0].frame, as: .fragmentHeld),
      .silent(
        small(10).fragments([0, 64])[1].with { $0.fragment = 0x0007 }.frame, as: .fragmentOverlap),
      .silent(small(10).fragments([0, 64])[1].frame, as: .fragmentDiscarded)),
    Probe(
      "discards datagrams that end twice", ["I16"], kinds: [12],
      .silent(small(11).fragments([0, 64])[1].frame, as: .fragmentHeld),
      .silent(
        small(11).fragments([0, 64])[1].with { $0.payload += data(8) }.frame,
        as: .fragmentConflictingEnd)),
    Probe(
      "drops tiny first fragments", ["I16"],
      .silent(
        Packet(6, data(8)).with {
          $0.fragment = 0x2000; $0.identification = 12
        }.frame,
        Packet(1, []).with {
          $0.fragment = 0x2000; $0.identification = 13
        }.frame,
        as: .fragmentTinyFirst)),
    Probe(
      "drops fragments of odd lengths and of nothing", kinds: [11],
      .silent(
        Packet(1, data(9)).with {
          $0.fragment = 0x2000; $0.identification = 14
        }.frame,
        Packet(1, []).with {
          $0.fragment = 0x2001; $0.identification = 15
        }.frame,
        as: .fragmentMalformed)),
    Probe(
      "drops fragments that end beyond 65535 octets", kinds: [11],
      .silent(
        Packet(1, data(64)).with {
          $0.fragment = 0x1FFF; $0.identification = 16
        }.frame,
        as: .fragmentTooLong)),
    Probe(
      "identifies what it sends in fragments, each datagram by another", ["I18"],
      .series(
        [long(20).fragments([0, 1480]), long(21).fragments([0, 1480])], repliesEach: 2,
        check: { replies in
          guard replies.count == 4 else { return false }
          let numbers = replies.map { Array($0[18..<20]) }
          return numbers[0] == numbers[1] && numbers[2] == numbers[3] && numbers[0] != numbers[2]
        })),
    Probe(
      "reports a closed port of a datagram in fragments once, and no other fragment", ["C7"],
      .silent(closed.fragments([0, 64])[1].frame, as: .fragmentHeld),
      .send(
        closed.fragments([0, 64])[0].frame,
        check: { replies in
          replies.count == 1 && replies[0][34] == 3 && replies[0][35] == 3
        }),
      .silent(
        closed.with { $0.identification = 23 }.fragments([0, 64])[1].frame, as: .fragmentHeld)),
    Probe(
      "keeps reassembling when more datagrams begin than there is room for", kinds: [13],
      .series(
        (30..<40).map { [small($0).fragments([0, 64])[0]] }, repliesEach: 0,
        check: \.isEmpty),
      .send(
        (36..<40).map { small($0).fragments([0, 64])[1] },
        expecting: (36..<40).map { small($0).echoReply })),
    Probe(
      "takes a tunnel in fragments for an unknown protocol", kinds: [13],
      .send(
        Packet(4, data(128)).with { $0.identification = 41 }.fragments([0, 64])[0].frame,
        Packet(4, data(128)).with { $0.identification = 41 }.fragments([0, 64])[1].frame,
        check: { replies in
          replies.count == 1 && replies[0][34] == 3 && replies[0][35] == 2
        })),
  ]

  /// What takes a minute of the board's time, all in the same.
  static let minute = Probe(
    "after a minute forgets a neighbor, and a reassembly with a report if its first fragment came",
    ["A6", "I13", "I14"],
    .send(Station(35).asks(for: .board), expecting: [Station.board.tells(Station(35))]),
    .send(byRouter.frame, expecting: [echo(from: Station(35)).echoReply.frame]),
    .silent(
      small(50).fragments([0, 64])[0].frame, small(51).fragments([0, 64])[1].frame,
      as: .fragmentHeld),
    .pass(milliseconds: 30_000),
    // Prolongs nothing.
    .silent(
      small(50).fragments([0, 64])[1].with { $0.fragment = 0x2010 }.frame, as: .fragmentHeld),
    .pass(milliseconds: 29_500),
    .pass(
      milliseconds: 1000, expecting: [small(50).fragments([0, 64])[0].error(11, 1).frame]),
    .send(byRouter.frame, expecting: [Station.board.asks(for: Station(35))]),
    .send(
      Station(35).tells(.board), expecting: [echo(from: Station(35)).echoReply.frame]))

  /// From station 35, but not by its hardware: that would be heard, and prolong the entry.
  private static let byRouter = echo(from: Station(35)).with {
    $0.fromHardware = Station.peer.hardware
  }

  // MARK: Packets of these

  private static func data(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
  }

  /// An echo request of two frames.
  private static func long(_ identification: UInt16) -> Packet {
    Packet.echo(identification, data(2000)).with { $0.identification = identification }
  }

  /// An echo request of 128 octets.
  private static func small(_ identification: UInt16) -> Packet {
    Packet.echo(identification, data(120)).with { $0.identification = identification }
  }

  private static let closed = Packet.udp(to: 9, data(120)).with { $0.identification = 22 }

  /// The reply in fragments, as long as the link lets them be.
  private static func replies(_ request: Packet) -> [Packet] {
    request.echoReply.with { $0.fragment = 0 }.fragments([0, 1480])
  }
}
