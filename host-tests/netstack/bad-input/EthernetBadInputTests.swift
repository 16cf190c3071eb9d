import NetStack
import Testing

/// Frames of wrong lengths and from impossible stations (RFC 894).
@Suite struct EthernetBadInputTests {
  @Test("[bad input 1] drops a runt of a frame that would be answered", arguments: 0...13)
  func runt(length: Int) throws {
    for whole in [ping, ARPBytes.request(from: .peer), udp(to: 9).frame] {
      try expectDrop(BadFrame("runt", Array(whole.prefix(length)), .frameTruncated))
    }
  }

  @Test(
    "[bad input 1] drops a frame with nothing behind its header",
    arguments: [
      BadFrame("IPv4", [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00], .ipv4Truncated),
      BadFrame("ARP", [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x06], .arpTruncated),
      BadFrame("IPv6", [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xDD], .etherTypeUnknown),
      BadFrame("length 0", [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0, 0], .etherTypeUnknown),
      BadFrame("length 1500", [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 5, 0xDC], .etherTypeUnknown),
      BadFrame("zeros", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], .frameNotForUs),
    ])
  func headerAlone(frame: BadFrame) throws {
    try expectDrop(frame)
  }

  @Test(
    "[bad input 1] takes of a frame beyond the link's length what its packet says",
    arguments: [1515, 1519, 2048, 9018, 65549])
  func giant(length: Int) throws {
    var host = try makeBadInputHost()
    let reaction = host.react(to: ping + pattern(length - ping.count))
    #expect(reaction.outcome == .answered)
    #expect(reaction.sent == [pong])
    let request = ARPBytes.request(from: .peer)
    let reply = ARPBytes(
      operation: 2, senderHardware: Station.board.hardware, senderProtocol: Station.board.address,
      targetHardware: Station.peer.hardware, targetProtocol: Station.peer.address,
      destination: Station.peer.hardware
    ).frame
    #expect(host.react(to: request + pattern(length - request.count)).sent == [reply])
    try expectDrop(BadFrame("giant", ethernet(type: 0x86DD, pattern(length)), .etherTypeUnknown))
    expectPingStillWorks(&host)
  }

  @Test("[bad input 1] answers no packet of more than a frame with more than it can send")
  func giantPacket() throws {
    var host = try makeBadInputHost()
    var small = Host<8, 2, 4, 0, 0>()
    small.meet(.peer)
    for size in [8249, 9000, 65507] {
      let frame = echoRequest(pattern(size)).frame
      let reaction = host.react(to: frame)
      #expect(reaction.outcome == .answerTooLong && reaction.sent.isEmpty, "\(size)")
    }
    for size in [1473, 9000, 65507] {
      let frame = echoRequest(pattern(size)).frame
      let reaction = small.react(to: frame)
      #expect(reaction.outcome == .answerTooLong && reaction.sent.isEmpty, "\(size)")
    }
    expectPingStillWorks(&host)
    expectPingStillWorks(&small)
  }

  @Test(
    "[bad input 2] drops what a group claims to have sent, whatever it is",
    arguments: [
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x01, 0x00, 0x5E, 0x00, 0x00, 0x01],
      [0x01, 0x80, 0xC2, 0x00, 0x00, 0x00], [0x33, 0x33, 0x00, 0x00, 0x00, 0x01],
      [0x03, 0x00, 0x00, 0x00, 0x00, 0x01], [0x01, 0x00, 0x00, 0x00, 0x00, 0x00],
    ] as [[UInt8]])
  func groupSource(source: [UInt8]) throws {
    for whole in [
      ping, ARPBytes.request(from: .peer), ARPBytes.request(from: .neighbor(9)),
      udp(to: 7).frame, udp(to: 9).frame, ethernet(type: 0x86DD, pattern(46)),
    ] {
      let frame = Array(whole[..<6]) + source + Array(whole[12...])
      try expectDrop(BadFrame("from a group", frame, .frameSourceIsGroup))
    }
  }

  @Test(
    "[bad input 2] answers to where ARP says the sender is, not to the frame's source",
    arguments: [
      [0x00, 0x00, 0x00, 0x00, 0x00, 0x00], [0x02, 0x00, 0x00, 0x00, 0x00, 0x02],
      [0x02, 0x66, 0x66, 0x66, 0x66, 0x66], [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ] as [[UInt8]])
  func otherSource(source: [UInt8]) throws {
    var host = try makeBadInputHost()
    let reaction = host.react(to: Array(ping[..<6]) + source + Array(ping[12...]))
    #expect(reaction.outcome == .answered)
    #expect(reaction.sent == [pong])
    expectPingStillWorks(&host)
  }
}
