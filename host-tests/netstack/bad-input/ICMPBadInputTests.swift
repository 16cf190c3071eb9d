import NetStack
import Testing

/// Control messages cut short, unasked for or for too many (RFC 792; RFC 1122 §3.2.2).
@Suite struct ICMPBadInputTests {
  /// A packet of the peer with a message as it stands here.
  private static func packet(_ message: [UInt8], identification: UInt8 = 9) -> [UInt8] {
    let length = octets(UInt16(20 + message.count))
    return ipv4(
      [0x45, 0] + length
        + [0, identification, 0, 0, 64, 1, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2], message)
  }

  @Test(
    "[bad input 15] drops a message without a whole header, though padding follows and its sum is 0",
    arguments: [
      [], [8], [8, 0], [8, 0, 0xF7, 0xFF], [8, 0, 0xF7, 0xFF, 0], [8, 0, 0xF7, 0xFF, 0, 0],
      [8, 0, 0xF7, 0xFF, 0, 0, 0], [0, 0, 0xFF, 0xFF], [3, 3, 0xFC, 0xFC, 0, 0, 0],
      [11, 0, 0xF4, 0xFF, 0, 0], [13, 0, 0xF2, 0xFF, 0], [0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0xFF],
    ] as [[UInt8]])
  func truncated(message: [UInt8]) throws {
    let frame = Self.packet(message)
    try expectDrop(BadFrame("alone", frame, .icmpTruncated))
    try expectDrop(BadFrame("padded", frame.padded, .icmpTruncated))
    try expectDrop(BadFrame("behind", frame + pattern(1400), .icmpTruncated))
  }

  @Test("[bad input 15] sums what the packet has, not what the frame has", arguments: 0...9)
  func lengthOfSum(size: Int) throws {
    var host = try makeBadInputHost()
    let message = echoRequest(pattern(size)).payload
    let padding = pattern(20, from: 0x77)
    let right = host.react(to: Self.packet(message) + padding)
    #expect(right.outcome == .answered)
    let reply = icmp(type: 0, rest: Array(message[4..<8]), pattern(size))
    #expect(right.sent == [answer(reply)])
    // The sum is right over the padding too, and so wrong.
    let all = echoRequest(pattern(size) + padding).payload
    let wrong = BadFrame(
      "sum over padding", Self.packet(Array(all[..<(8 + size)])) + padding, .icmpChecksum)
    try expectDrop(wrong)
    expectPingStillWorks(&host)
  }

  @Test("[bad input 16] answers any code with the same", arguments: [1, 8, 0x7F, 0xFE] as [UInt8])
  func code(code: UInt8) throws {
    var host = try makeBadInputHost()
    let rest: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    let reaction = host.react(to: Self.packet(icmp(type: 8, code: code, rest: rest)))
    #expect(reaction.outcome == .answered)
    #expect(reaction.sent == [answer(icmp(type: 0, code: code, rest: rest))])
    expectPingStillWorks(&host)
  }

  @Test(
    "[bad input 16] answers an echo with any sound options, at any length",
    arguments: [
      [0x94, 4, 0, 0], [0x94, 4, 0xFF, 0xFF], [136, 4, 0xAB, 0xCD], [222, 3, 0, 0],
      [7, 7, 4, 0, 0, 0, 0, 0], [7, 7, 8, 192, 0, 2, 1, 0],
      [7, 39, 4] + [UInt8](repeating: 0, count: 37),
      [7, 39, 40] + [UInt8](repeating: 9, count: 36) + [0],
      [68, 40, 5, 0] + [UInt8](repeating: 0, count: 36), [68, 8, 9, 0, 0, 0, 0, 1],
      [68, 36, 5, 1] + [UInt8](repeating: 0, count: 36), [131, 7, 8, 192, 0, 2, 1, 0],
      [UInt8](repeating: 1, count: 40), [0, 0, 0, 0],
    ] as [[UInt8]])
  func options(options: [UInt8]) throws {
    for size in [0, 1, 1472 - options.count] {
      var request = echoRequest(pattern(size))
      request.options = options
      var host = try makeBadInputHost()
      let sent = host.react(to: request.frame).sent
      #expect(sent.count == 1 && sent.first?.count ?? 0 >= 42 + size)
      expectSoundAnswer(sent, to: request.frame)
      expectPingStillWorks(&host)
    }
  }

  @Test("[bad input 16] answers the longest echo of all whole, or gives it up when it has no room")
  func longest() throws {
    let request = echoRequest(pattern(65507))
    let message = request.payload
    let frames = stride(from: 0, to: message.count, by: 1480).map { offset in
      let part = Array(message[offset...].prefix(1480))
      return ethernet(
        fragment(part, at: offset, more: offset + 1480 < message.count, protocol: 1))
    }
    var host = Host<8, 2, 4, 1, 65600>()
    host.meet(.peer)
    for frame in frames.dropLast() { #expect(host.outcome(of: frame) == .fragmentHeld) }
    var sent = host.exchange(try #require(frames.last))
    // A poll sends only so much.
    while host.deadline == host.now { sent += host.poll() }
    #expect(sent.count == 45 && sent.allSatisfy { $0.count <= 1514 })
    let reply = icmp(type: 0, rest: Array(message[4..<8]), pattern(65507))
    #expect(Array(sent.map { $0[34...] }.joined()) == reply)
    expectPingStillWorks(&host)

    var small = try makeBadInputHost()
    let outcomes = frames.map { small.outcome(of: $0) }
    let expected: [FrameOutcome] =
      [FrameOutcome](repeating: .fragmentHeld, count: 5) + [.fragmentTooLong]
      + [FrameOutcome](repeating: .fragmentDiscarded, count: 39)
    #expect(outcomes == expected)
    expectPingStillWorks(&small)
  }

  /// A datagram of ours from port 7, as an error would quote it, with another first octet.
  private static func quote(_ first: UInt8 = 0x45, protocol number: UInt8 = 17) -> [UInt8] {
    [first, 0, 0, 28, 0, 0, 0x40, 0, 64, number, 0, 0, 192, 0, 2, 2, 192, 0, 2, 1]
      + [0, 7, 0x9C, 0x40, 0, 8, 0, 0]
  }

  private static func error(_ quote: some Collection<UInt8>, type: UInt8 = 3) -> [UInt8] {
    packet(icmp(type: type, code: 3, Array(quote)))
  }

  @Test(
    "[bad input 17] drops an error that quotes too little",
    arguments: [
      BadFrame("nothing", error([]), .icmpQuoteInvalid),
      BadFrame("nothing, padded", error([]).padded, .icmpQuoteInvalid),
      BadFrame("a byte", error([0x45], type: 11), .icmpQuoteInvalid),
      BadFrame("19 bytes", error(quote().prefix(19), type: 12), .icmpQuoteInvalid),
      BadFrame(
        "19 bytes, the rest behind", error(quote().prefix(19)) + pattern(60),
        .icmpQuoteInvalid),
      BadFrame("a header", error(quote().prefix(20)), .icmpQuoteInvalid),
      BadFrame("one port", error(quote().prefix(22), type: 11), .icmpQuoteInvalid),
      BadFrame(
        "ports but for a byte, padded", error(quote().prefix(23)).padded,
        .icmpQuoteInvalid),
      BadFrame("IHL 15 of 28", error(quote(0x4F)), .icmpQuoteInvalid),
      BadFrame("IHL 15 of 59", error(quote(0x4F) + pattern(31)), .icmpQuoteInvalid),
      BadFrame("IHL 15 of 60", error(quote(0x4F) + pattern(32)), .icmpQuoteInvalid),
      BadFrame("IHL 6 of 24", error(quote(0x46).prefix(24), type: 12), .icmpQuoteInvalid),
      BadFrame("IHL 0", error(quote(0x40)), .icmpQuoteInvalid),
      BadFrame("IHL 4", error(quote(0x44), type: 11), .icmpQuoteInvalid),
      BadFrame("version 6", error(quote(0x60)), .icmpQuoteInvalid),
      BadFrame("all ones", error([UInt8](repeating: 0xFF, count: 500)), .icmpQuoteInvalid),
      BadFrame("zeros", error([UInt8](repeating: 0, count: 500)), .icmpQuoteInvalid),
      BadFrame("another protocol", error(quote(protocol: 253)), .icmpQuoteUnknown),
      BadFrame("a packet of the peer", error(ping[14...]), .icmpQuoteUnknown),
      BadFrame(
        "an answer to everybody",
        error(
          quote().prefix(12) + [255, 255, 255, 255]
            + quote().dropFirst(16)), .icmpQuoteUnknown),
    ])
  func quotes(frame: BadFrame) throws {
    try expectDrop(frame)
  }

  @Test(
    "[bad input 17] still sends when it is told of a link that carries nothing, or more than any",
    arguments: [0, 1, 19, 67, 68, 551, 65535] as [UInt16])
  func smallLinks(size: UInt16) throws {
    var host = BoardHost()
    host.meet(.peer, .gateway)
    let socket = try host.interface.bind(port: 7)
    for quoted in [Self.quote(), ping[14...] + [], Array(Self.quote().prefix(20)), []] {
      let message = icmp(type: 3, code: 4, rest: [0, 0] + octets(size), quoted)
      #expect(host.react(to: Self.packet(message)).sent.isEmpty)
    }
    try host.send([1, 2, 3, 4], from: socket, to: Station.peer.address)
    let sent = try #require(host.poll().first)
    #expect(try SentFrame(sent).data == [1, 2, 3, 4])
    guard size < 552 else { return expectPingStillWorks(&host) }
    // No path is taken for so bad: routers may fragment what is sent on it.
    let answer = host.react(to: ping).sent
    expectSoundAnswer(answer, to: ping)
    #expect(answer.first?[20] == 0)
  }

  // Type, code, checksum, and what belongs to the type.
  @Test(
    "[bad input 18] is not configured by a message that it did not ask for",
    arguments: [
      // Timestamps, a byte short of their 20 and whole, and without any.
      icmp(type: 13, [UInt8](pattern(11))), icmp(type: 13, pattern(12)), icmp(type: 13),
      icmp(type: 14, pattern(11)), icmp(type: 14, pattern(12)),
      // Address masks: none, a part of one, of no bits, of all, with holes.
      icmp(type: 18), icmp(type: 18, [0xFF, 0xFF, 0]), icmp(type: 18, [0, 0, 0, 0]),
      icmp(type: 18, [0xFF, 0xFF, 0xFF, 0xFF]), icmp(type: 18, [0xFF, 0, 0xFF, 0]),
      icmp(type: 17, [0, 0, 0]),
      // Redirects: to the peer, to us, to nobody, to everybody, without a quote.
      icmp(type: 5, rest: [192, 0, 2, 1], quote()), icmp(type: 5, rest: [192, 0, 2, 2], quote()),
      icmp(type: 5, code: 1, rest: [0, 0, 0, 0], quote()),
      icmp(type: 5, code: 1, rest: [255, 255, 255, 255], quote()),
      icmp(type: 5, code: 255, rest: [192, 0, 2, 1], []),
      icmp(type: 5, rest: [192, 0, 2, 1], quote(0x4F)),
      // Routers: 255 that are not there, one with entries of no length.
      icmp(type: 9, rest: [255, 2, 0xFF, 0xFF], []),
      icmp(type: 9, rest: [1, 0, 0, 60], pattern(8)),
      icmp(type: 10), icmp(type: 15), icmp(type: 16),
      icmp(type: 4, []), icmp(type: 4, quote()), icmp(type: 4, quote(0x40)),
    ])
  func unsolicited(message: [UInt8]) throws {
    try expectDrop(BadFrame("unsolicited", Self.packet(message), .icmpUnhandled))
    var host = try makeBadInputHost()
    host.exchange(Self.packet(message))
    let subnet = host.interface.subnet(at: 0)
    #expect(subnet == .board)
    let gateway = host.interface.gateway(to: IPv4Address(198, 51, 100, 1))
    #expect(gateway == IPv4Address(192, 0, 2, 254))
  }

  @Test(
    "[bad input 19] sends nobody what others ask a group for in its name",
    arguments: [
      ([255, 255, 255, 255], .icmpEchoToGroup), ([192, 0, 2, 255], .icmpEchoToGroup),
      ([224, 0, 0, 1], .icmpEchoToGroup), ([224, 0, 0, 251], .ipv4NotForUs),
      ([192, 0, 2, 0], .ipv4NotForUs), ([192, 0, 255, 255], .ipv4NotForUs),
    ] as [([UInt8], FrameOutcome)])
  func smurf(destination: [UInt8], outcome: FrameOutcome) throws {
    var host = try makeBadInputHost()
    for station in [Station.everyone, Station.allSystems, Station.board.hardware] {
      for number in 1...50 as ClosedRange<UInt8> {
        var request = echoRequest(from: .peer, identifier: UInt16(number), pattern(56))
        request.destination = destination
        request.frameDestination = station
        // Their victims, on the link and beyond it.
        if number > 25 { request.source = [198, 51, 100, number] }
        let reaction = host.react(to: request.frame)
        #expect(reaction.outcome == outcome && reaction.sent.isEmpty)
      }
    }
    expectPingStillWorks(&host)
  }

  @Test("[bad input 19] sends few errors, whatever ports and protocols a storm has")
  func errorStorm() throws {
    var host = try makeBadInputHost()
    var errors = 0
    for number in 1...300 as ClosedRange<UInt16> {
      let storm =
        number.isMultiple(of: 3)
        ? IPv4Bytes(protocol: 253, pattern(9)) : udp(port: number, to: 1000 + number)
      let reaction = host.react(to: storm.frame)
      let refused: FrameOutcome = storm.protocol == 17 ? .udpPortClosed : .ipv4ProtocolUnknown
      #expect(reaction.outcome == (reaction.sent.isEmpty ? refused : .answered))
      errors += reaction.sent.count
      // Replies are no errors, and go on.
      if number.isMultiple(of: 50) { expectPingStillWorks(&host) }
    }
    #expect(errors == 20)
    #expect(host.interface.counters.icmpErrorsSent == 20)
    #expect(host.interface.counters.icmpErrorsLimited == 280)
  }
}
