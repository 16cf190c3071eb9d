import NetStack
import Testing

/// Options of IPv4 on their way through an interface: what is refused, what is answered, what an
/// application sees and sets. `ReceivedOptionsTests` has every kind of option.
@Suite struct OptionReplyTests {
  private func makeHost() -> BoardHost {
    var host = BoardHost()
    host.meet(.peer)
    return host
  }

  @Test("[C15] answers a ping that records its route as Linux does, but records itself once")
  func recordRoute() throws {
    var host = makeHost()
    let ping = RecordedPing.recordRoute
    let sent = try SentFrame(
      try #require(host.exchange(ping.request).first), hasOptions: true)
    // Linux records itself as the receiver and as the sender; RFC 1122 §3.2.2.6 asks for "the
    // current host".
    var options = Array(ping.reply[34..<74])
    options[2] = 12
    options.replaceSubrange(11..<15, with: [0, 0, 0, 0])
    #expect(sent.options == options)
    #expect(sent.payload == Array(ping.reply[74...]))
    #expect(sent.packetDestination == Station.peer.address)
  }

  @Test("[C15] records the address that was asked, which need not be its first")
  func recordRouteOfSecond() throws {
    var host = makeHost()
    let second = try #require(IPv4Subnet(IPv4Address(10, 0, 0, 1), prefixLength: 8))
    try host.interface.addAddress(second, at: host.now)
    var request = echoRequest(pattern(5))
    request.destination = [10, 0, 0, 1]
    request.options = [7, 7, 4, 0, 0, 0, 0, 0]
    let sent = try SentFrame(
      try #require(host.exchange(request.frame).first), hasOptions: true)
    #expect(sent.options == [7, 7, 8, 10, 0, 0, 1, 0])
    #expect(sent.packetSource == [10, 0, 0, 1])
  }

  @Test("[C15] puts its time into a timestamp option, marked as no time of day")
  func timestamp() throws {
    var host = makeHost()
    host.advance(.seconds(3))
    var request = echoRequest(pattern(5))
    request.options = [68, 8, 5, 0, 0, 0, 0, 0]
    let sent = try SentFrame(
      try #require(host.exchange(request.frame).first), hasOptions: true)
    // 3 000 000 µs are 2929 units of 1.024 ms; the high bit says that they are no milliseconds
    // since midnight (RFC 791 §3.1).
    #expect(sent.options == [68, 8, 9, 0, 0x80, 0, 0x0B, 0x71])
    #expect(sent.data == pattern(5))
  }

  @Test("[C15] [I11] answers a ping along its source route, backwards")
  func sourceRoute() throws {
    var host = makeHost()
    host.meet(.neighbor(9))
    var request = echoRequest(from: .neighbor(9), pattern(5))
    // From 198.51.100.7 by way of 203.0.113.5 and 192.0.2.9 to us.
    request.source = [198, 51, 100, 7]
    request.options = [131, 11, 12, 203, 0, 113, 5, 192, 0, 2, 9, 0]
    let sent = try SentFrame(
      try #require(host.exchange(request.frame).first), hasOptions: true)
    #expect(sent.destination == Station.neighbor(9).hardware)
    #expect(sent.packetDestination == [192, 0, 2, 9])
    #expect(sent.options == [131, 11, 4, 203, 0, 113, 5, 198, 51, 100, 7, 0])
    #expect(sent.data == pattern(5))
  }

  @Test("[I10] takes a packet whose source route ends here, and drops one whose goes on")
  func sourceRouteEnd() throws {
    var host = makeHost()
    var request = echoRequest(pattern(5))
    host.meet(.gateway)
    request.options = [131, 7, 8, 198, 51, 100, 1, 0]
    #expect(host.outcome(of: request.frame) == .answered)
    for kind: UInt8 in [131, 137] {
      request.options = [kind, 7, 4, 192, 0, 2, 9, 0]
      let reaction = host.react(to: request.frame)
      #expect(reaction.outcome == .ipv4SourceRoute)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("[I10] sends no answer to another address of its own, whatever the source route says")
  func ownHop() throws {
    var host = makeHost()
    let second = try #require(IPv4Subnet(IPv4Address(10, 0, 0, 1), prefixLength: 8))
    try host.interface.addAddress(second, at: host.now)
    var request = echoRequest(pattern(5))
    request.options = [131, 7, 8, 10, 0, 0, 1, 0]
    let reaction = host.react(to: request.frame)
    #expect(reaction.outcome == .answerHasNoRoute)
    #expect(reaction.sent.isEmpty)
  }

  @Test("[C15] answers a ping with options that needs fragments, with all options in the first")
  func fragmented() throws {
    var host = makeHost()
    let data = pattern(2000)
    let message = icmp(type: 8, rest: [1, 2, 0, 3], data)
    // A source route is copied into all fragments, a recorded route is not (RFC 791 §3.1).
    let route: [UInt8] = [131, 7, 8, 192, 0, 2, 9, 0]
    var first = IPv4Bytes(protocol: 1, Array(message[..<1440]))
    first.options = [7, 7, 4, 0, 0, 0, 0, 1] + route
    first.fragment = 0x2000
    var second = IPv4Bytes(protocol: 1, Array(message[1440...]))
    second.options = route
    second.fragment = 180
    host.meet(.neighbor(9))
    host.exchange(first.frame)
    let sent = host.exchange(second.frame)
    try #require(sent.count == 2)
    let ours: [UInt8] = [7, 7, 8, 192, 0, 2, 2, 131, 7, 4, 192, 0, 2, 1, 0, 0]
    #expect(Array(sent[0][34..<50]) == ours)
    #expect(Array(sent[1][34..<50]) == [1, 1, 1, 1, 1, 1, 1] + ours[7...])
    for frame in sent {
      #expect(Array(frame[30..<34]) == [192, 0, 2, 9])
      #expect(naiveChecksum(Array(frame[14..<50])) == 0)
    }
    let reply = icmp(type: 0, rest: [1, 2, 0, 3], data)
    #expect(Array(sent[0][50...]) + Array(sent[1][50...]) == reply)
    #expect(sent[1][20] == 0 && Int(sent[1][21]) * 8 == sent[0].count - 50)
  }

  @Test("[U8] [I11] an application sees the options of a datagram")
  func seen() throws {
    var host = makeHost()
    try host.open(7)
    var datagram = udp(to: 7, [1])
    datagram.options = [131, 7, 8, 192, 0, 2, 1, 0]
    var seen: [UInt8] = []
    host.exchange(datagram.frame) { datagram, slot in
      seen = [UInt8](copying: datagram.packet.options)
      return slot.discard()
    }
    #expect(seen == datagram.options)
  }

  @Test("[U8] an application sets the options of a datagram, which are padded to whole words")
  func set() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    let options: [UInt8] = [7, 7, 4, 0, 0, 0, 0]
    let peer = Endpoint(IPv4Address(192, 0, 2, 1), port: 9)
    try host.interface.send(
      [1, 2, 3].span, from: socket, to: peer, headerOptions: options.span, at: host.now)
    let sent = try SentFrame(try #require(host.poll().first), hasOptions: true)
    #expect(sent.options == options + [0])
    #expect(sent.data == [1, 2, 3])
  }

  @Test("[U8] sends as many options as a header has room for")
  func setMost() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    let options = [UInt8](repeating: 1, count: 40)
    let peer = Endpoint(IPv4Address(192, 0, 2, 1), port: 9)
    try host.interface.send(
      [1, 2, 3].span, from: socket, to: peer, headerOptions: options.span, at: host.now)
    let sent = try SentFrame(try #require(host.poll().first), hasOptions: true)
    #expect(sent.options == options)
    #expect(sent.data == [1, 2, 3])
  }

  @Test("[U8] a datagram with options that is too long for a frame goes out in fragments")
  func setLong() throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    let options: [UInt8] = [148, 4, 0, 0]
    let peer = Endpoint(IPv4Address(192, 0, 2, 1), port: 9)
    // 14 + 20 + 4 + 8 + 1469 bytes are one more than a frame has.
    try host.interface.send(
      pattern(1469).span, from: socket, to: peer, headerOptions: options.span, at: host.now)
    let sent = host.poll()
    try #require(sent.count == 2)
    // Router Alert has the copied flag.
    #expect(sent.allSatisfy { Array($0[34..<38]) == options })
    #expect(Array(sent[0][46...]) + Array(sent[1][38...]) == pattern(1469))
  }

  @Test(
    "[U8] refuses options that no header can have",
    arguments: [[7], [7, 1], [7, 3], [7, 200, 4], [UInt8](repeating: 1, count: 41)] as [[UInt8]])
  func refused(options: [UInt8]) throws {
    var host = makeHost()
    let socket = try host.interface.bind(port: 7)
    let peer = Endpoint(IPv4Address(192, 0, 2, 1), port: 9)
    #expect(throws: SendError.invalidOptions) {
      try host.interface.send(
        [1].span, from: socket, to: peer, headerOptions: options.span, at: host.now)
    }
    #expect(host.poll().isEmpty)
  }
}
