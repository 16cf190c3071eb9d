import NetStack

/// What a board makes of headers of IPv4.
extension Probe {
  static let ipv4: [Probe] = [
    Probe(
      "drops versions other than 4 silently", ["I1"],
      .silent(
        Packet.echo().with { $0.versionAndLength = 0x55 }.frame,
        Packet.echo().with { $0.versionAndLength = 0x65 }.frame, as: .ipv4Version)),
    Probe(
      "drops a wrong header checksum silently", ["I2"],
      .silent(
        Packet.echo().with { $0.checksum = 0x1234 }.frame,
        Packet.udp().with { $0.checksum = 0 }.frame,
        Packet.udp(to: 9).with { $0.checksum = 0xFFFF }.frame, as: .ipv4Checksum)),
    Probe(
      "drops header lengths that can't be", ["I3"], kinds: [7],
      .silent(
        Packet.echo().with { $0.versionAndLength = 0x40 }.frame,
        Packet.echo().with { $0.versionAndLength = 0x44 }.frame,
        Packet.echo().with { $0.versionAndLength = 0x4F }.frame, as: .ipv4HeaderLength)),
    Probe(
      "drops total lengths that disagree with the frame", ["I3"], kinds: [7],
      .silent(
        Packet.echo().with { $0.totalLength = 47 }.frame,
        Packet.echo().with { $0.totalLength = 0xFFFF }.frame, as: .ipv4TotalLength),
      .silent(Packet.echo().with { $0.totalLength = 19 }.frame, as: .ipv4HeaderLength)),
    Probe(
      "drops what is for other hosts silently, and forwards nothing", ["I4", "I22"],
      .silent(
        Packet.echo().with { $0.destination = [192, 0, 2, 77] }.frame,
        Packet.echo().with { $0.destination = distant }.frame,
        Packet.udp(to: 9).with { $0.destination = distant }.frame, as: .ipv4NotForUs)),
    Probe(
      "drops sources that are no single host", ["I5"], kinds: [10],
      .silent(
        from([0, 0, 0, 0]), from([255, 255, 255, 255]), from([224, 0, 0, 5]),
        from([192, 0, 2, 255]),
        from([192, 0, 2, 0]), from([127, 0, 0, 1]), from([240, 0, 0, 1]),
        from(Station.board.address), as: .ipv4InvalidSource)),
    Probe(
      "passes up no datagram from an invalid source", ["U7", "I5"],
      .silent(
        datagram([0, 0, 0, 0]), datagram([255, 255, 255, 255]), datagram([224, 0, 0, 5]),
        datagram([192, 0, 2, 255]), datagram([127, 0, 0, 1]), as: .ipv4InvalidSource)),
    Probe(
      "takes nothing to or from 127/8 on the link", ["I6"],
      .silent(Packet.echo().with { $0.destination = [127, 0, 0, 1] }.frame, as: .ipv4NotForUs),
      .silent(from([127, 0, 0, 2]), as: .ipv4InvalidSource)),
    Probe(
      "takes in any type of service, and sends 0", ["I7"],
      .echo(.echo().with { $0.typeOfService = 0xB8 }),
      .echo(.udp().with { $0.typeOfService = 0x10 })),
    Probe(
      "drops nothing by its time to live, and sends 64", ["I8"],
      .echo(.echo().with { $0.timeToLive = 1 }), .echo(.echo().with { $0.timeToLive = 0 }),
      .echo(.udp().with { $0.timeToLive = 0 })),
    Probe(
      "ignores unknown options", ["I9"],
      .echo(.udp().with { $0.options = [0x9E, 4, 1, 2] }),
      .send(
        [.echo().with { $0.options = [0x1E, 6, 1, 2, 3, 4, 1, 0] }],
        expecting: [Packet.echo().echoReply])
    ),
    Probe(
      "drops options whose lengths can't be", ["I9"], kinds: [8],
      .silent(
        options([7, 0, 0, 0]), options([7, 1, 4, 0]), options([7, 39, 4, 0]),
        options([1, 1, 1, 7]), options([68, 3, 5, 0]), as: .ipv4Options)),
    Probe(
      "accepts a source route that ends here, and replies along it", ["I10", "I11", "C15"],
      .send(
        [.echo().with { $0.options = [131, 7, 8] + Station.peer.address + [0] }],
        expecting: [Packet.echo().echoReply]),
      .send(
        [.echo().with { $0.options = [131, 11, 12] + distant + Station.peer.address + [0] }],
        expecting: [
          Packet.echo().echoReply.with {
            $0.options = [131, 11, 4] + distant + Station.peer.address + [0]
          }
        ])),
    Probe(
      "forwards no source route that goes on", ["I10"],
      .silent(
        options([131, 7, 4] + Station(77).address + [0]),
        options([137, 7, 4] + Station(77).address + [0]), as: .ipv4SourceRoute)),
    Probe(
      "drops source routes with bad pointers, or several of them", kinds: [9],
      .silent(
        options([131, 7, 3] + Station.peer.address + [0]),
        options([131, 7, 5] + Station.peer.address + [0]),
        options(
          [131, 7, 8] + Station.peer.address + [137, 7, 8] + Station.peer.address + [0, 0]),
        as: .ipv4Options),
      .silent(
        Packet.udp(to: 9).with { $0.options = [131, 7, 0] + Station.peer.address + [0] }.frame,
        as: .ipv4Options)),
    Probe(
      "reflects record route with its address", ["C15"],
      .send(
        [.echo().with { $0.options = [7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0] }],
        expecting: [
          Packet.echo().echoReply.with {
            $0.options = [7, 11, 8] + Station.board.address + [0, 0, 0, 0, 0]
          }
        ])),
    Probe(
      "adds its time to a time stamp option, and counts where there is no room", ["C15"],
      .send(
        Packet.echo().with { $0.options = [68, 8, 5, 0, 0, 0, 0, 0] }.frame,
        check: { replies in
          replies.count == 1 && Array(replies[0][34..<38]) == [68, 8, 9, 0]
            && replies[0][38] & 0x80 != 0
        }),
      .send(
        [.echo().with { $0.options = [68, 8, 9, 0, 1, 2, 3, 4] }],
        expecting: [
          Packet.echo().echoReply.with { $0.options = [68, 8, 9, 0x10, 1, 2, 3, 4] }
        ])),
    Probe(
      "relies on the identification of no atomic datagram", ["I17"],
      .send(
        [.echo(1), .echo(2), .echo(2)],
        expecting: [Packet.echo(1).echoReply, Packet.echo(2).echoReply, Packet.echo(2).echoReply])),
    Probe(
      "drops what is for one host in a frame for many", ["I19", "C6"],
      .silent(
        Packet.echo().with { $0.toHardware = Station.everyone }.frame,
        Packet.udp(to: 9).with { $0.toHardware = Station.everyone }.frame,
        Packet(253, [1, 2, 3]).with { $0.toHardware = Station.everyone }.frame,
        as: .ipv4LinkBroadcast)),
    Probe(
      "takes in 255.255.255.255 and the broadcast of its network, and of no other", ["I20"],
      .silent(
        broadcast(.udp(), [255, 255, 255, 255]), broadcast(.udp(), [192, 0, 2, 255]),
        as: .delivered),
      .silent(broadcast(.udp(), [192, 0, 3, 255]), as: .ipv4NotForUs)),
    Probe(
      "takes in all systems always, and no group that nobody joined", ["I21"],
      .send(
        Packet.udp(to: 5).with {
          $0.toHardware = [1, 0, 0x5E, 0, 0, 1]
          $0.destination = [224, 0, 0, 1]
        }.frame, expecting: []),
      // Where the MAC's filter leaves it out, nothing is counted.
      .send(
        Packet.udp().with {
          $0.toHardware = [1, 0, 0x5E, 1, 2, 3]
          $0.destination = [239, 1, 2, 3]
        }.frame, expecting: [])),
    Probe(
      "reports tunnels as an unknown protocol, whatever they carry", ["C9"], kinds: [14],
      unreachable(Packet(4, Packet.echo().bytes), 2), unreachable(Packet(41, [0x60, 0, 0, 0]), 2),
      unreachable(Packet(47, [0, 0, 8, 0] + Packet.echo().bytes), 2)),
  ]

  // MARK: Frames of these

  private static func from(_ address: [UInt8]) -> [UInt8] {
    Packet.echo().with { $0.source = address }.frame
  }

  private static func datagram(_ source: [UInt8]) -> [UInt8] {
    Packet.udp(between: source + Station.board.address).with { $0.source = source }.frame
  }

  private static func options(_ options: [UInt8]) -> [UInt8] {
    Packet.echo().with { $0.options = options }.frame
  }

  /// For everyone, with the right checksum of UDP for it.
  static func broadcast(_ packet: Packet, _ address: [UInt8]) -> [UInt8] {
    packet.with {
      $0.toHardware = Station.everyone
      $0.destination = address
      if $0.number == 17 {
        let (source, port) = (
          UInt16($0.payload[0]) << 8 | UInt16($0.payload[1]),
          UInt16($0.payload[2]) << 8 | UInt16($0.payload[3])
        )
        $0.payload = Octets.udp(source, port, Array($0.payload[8...]), $0.source + address)
      }
    }.frame
  }

  /// A packet that the error quotes.
  static func unreachable(_ packet: Packet, _ code: UInt8) -> Step {
    .send([packet], expecting: [packet.error(3, code)])
  }
}
