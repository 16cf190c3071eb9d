import Link
import NetStack
import Testing

/// The errors that are sent, and those that must not be (RFC 792; RFC 1122 §3.2.2).
@Suite struct ICMPErrorTests {
  private func host(_ device: TestDevice = TestDevice()) -> BoardHost {
    var host = BoardHost(device)
    host.meet(.peer)
    return host
  }

  @Test("[C1] drops other types silently, with right checksums")
  func otherTypes() {
    var host = host()
    // But for echo requests and the errors, which have tests of their own.
    for type in 0...255 where ![3, 8, 11, 12].contains(type) {
      let message = icmp(type: UInt8(type), pattern(28))
      let reaction = host.react(to: IPv4Bytes(protocol: 1, message).frame)
      #expect(reaction.outcome == .icmpUnhandled)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("[C2] drops a message whose checksum is wrong", arguments: [0, 3, 5, 13, 17] as [UInt8])
  func checksum(type: UInt8) {
    var host = host()
    var message = icmp(type: type, pattern(20))
    message[9] ^= 4
    #expect(host.outcome(of: IPv4Bytes(protocol: 1, message).frame) == .icmpChecksum)
  }

  @Test("[C9] answers an unknown protocol with protocol unreachable", arguments: [0, 3, 4, 6, 41])
  func protocolUnreachable(number: UInt8) throws {
    var host = host()
    let packet = IPv4Bytes(protocol: number, pattern(20))
    let reaction = host.react(to: packet.frame)
    #expect(reaction.outcome == .answered)
    let error = try SentFrame(try #require(reaction.sent.first))
    #expect(error.protocol == 1)
    #expect(Array(error.payload[0..<2]) == [3, 2])
    #expect(Array(error.payload[4..<8]) == [0, 0, 0, 0])
    #expect(error.data == packet.packet)
    #expect(error.destination == Station.peer.hardware)
    #expect(error.packetSource == Station.board.address)
    #expect(error.packetDestination == Station.peer.address)
  }

  @Test("[C9] answers a closed port with port unreachable")
  func portUnreachable() throws {
    var host = host()
    let datagram = udp(to: 9, pattern(20))
    let error = try SentFrame(try #require(host.exchange(datagram.frame).first))
    #expect(Array(error.payload[0..<2]) == [3, 3])
    #expect(error.data == datagram.packet)
    #expect(host.interface.counters.icmpErrorsSent == 1)
  }

  @Test("[C3] quotes the packet as it came: options, TOS, identification, flags and TTL")
  func quote() throws {
    var host = host()
    var datagram = udp(to: 9, pattern(11))
    datagram.typeOfService = 0x5C
    datagram.identification = 0xBEEF
    datagram.fragment = 0x4000
    datagram.timeToLive = 1
    datagram.options = [131, 7, 8, 192, 0, 2, 1, 0, 0x94, 4, 0, 0]
    let error = try SentFrame(try #require(host.exchange(datagram.frame).first))
    #expect(error.data == datagram.packet)
  }

  @Test("[C3] quotes without the padding of the link")
  func quoteWithoutPadding() throws {
    var host = host()
    let datagram = udp(to: 9)
    let error = try SentFrame(
      try #require(host.exchange(datagram.frame + pattern(60 - datagram.frame.count)).first))
    #expect(error.data == datagram.packet)
    #expect(error.data.count == 28)
  }

  @Test("[C3] quotes what lies behind a datagram within its packet")
  func quoteWithTail() throws {
    var host = host()
    var datagram = udp(to: 9, pattern(4))
    datagram.payload += [1, 2, 3]
    let error = try SentFrame(try #require(host.exchange(datagram.frame).first))
    #expect(error.data == datagram.packet)
  }

  @Test("[C3] quotes as much as fits into 576 bytes", arguments: [519, 520, 521, 1472])
  func longQuote(size: Int) throws {
    var host = host()
    let datagram = udp(to: 9, pattern(size))
    let error = try SentFrame(try #require(host.exchange(datagram.frame).first))
    #expect(error.bytes.count - 14 == min(28 + 28 + size, 576))
    #expect(error.data == Array(datagram.packet.prefix(548)))
  }

  @Test("[C3] quotes a packet that has no payload")
  func emptyPayload() throws {
    var host = host()
    let packet = IPv4Bytes(protocol: 253)
    let error = try SentFrame(try #require(host.exchange(packet.frame).first))
    #expect(error.data == packet.packet)
  }

  @Test("[C3] sends the errors that Linux sends")
  func linux() throws {
    let packets = try capture("unreachable").filter { $0[12..<14] == [8, 0] }
    let requests = packets.filter { $0[6..<12] == Station.peer.hardware[...] }
    let errors = packets.filter { $0[6..<12] == Station.board.hardware[...] }
    try #require(requests.count == 5 && errors.count == 5)
    var host = host()
    for (request, error) in zip(requests, errors) {
      let sent = try SentFrame(try #require(host.exchange(request).first))
      // Linux sends errors with the precedence of internetwork control.
      #expect(sent.bytes[15] == 0 && error[15] == 0xC0)
      expectSame(sent.bytes, asLinux: error, typeOfServiceToo: false)
    }
  }

  @Test("sends no error about an ICMP message", arguments: [0, 3, 4, 5, 11, 12, 13, 200])
  func noErrorAboutICMP(type: UInt8) {
    var host = host()
    let quoted = udp(from: .board, port: 7, to: 9).packet
    let packet = IPv4Bytes(protocol: 1, icmp(type: type, code: 3, quoted))
    #expect(host.react(to: packet.frame).sent.isEmpty)
  }

  @Test(
    "[C5] sends no error about a packet for many",
    arguments: [[255, 255, 255, 255], [192, 0, 2, 255], [224, 0, 0, 1]] as [[UInt8]])
  func noErrorToGroup(destination: [UInt8]) {
    var host = host()
    for frame in [Station.board.hardware, Station.everyone] {
      var datagram = UDPBytes(destinationPort: 9, destination: destination).packet
      datagram.frameDestination = frame
      let closed = host.react(to: datagram.frame)
      #expect(closed.outcome == .udpPortClosed)
      #expect(closed.sent.isEmpty)
      datagram.protocol = 253
      let unknown = host.react(to: datagram.frame)
      #expect(unknown.outcome == .ipv4ProtocolUnknown)
      #expect(unknown.sent.isEmpty)
    }
    #expect(host.interface.counters.icmpErrorsSent == 0)
  }

  @Test(
    "[C6] sends no error about a frame for many",
    arguments: [Station.everyone, Station.allSystems])
  func noErrorToLinkBroadcast(destination: [UInt8]) {
    var host = host()
    for packet in [udp(to: 9), IPv4Bytes(protocol: 253)] {
      var packet = packet
      packet.frameDestination = destination
      #expect(host.react(to: packet.frame).sent.isEmpty)
    }
  }

  @Test("[C7] sends no error about a fragment", arguments: [0x2000, 0x0001] as [UInt16])
  func noErrorToFragment(fragment: UInt16) {
    var host = host()
    for packet in [udp(to: 9), IPv4Bytes(protocol: 253, pattern(8))] {
      var packet = packet
      packet.fragment = fragment
      #expect(host.react(to: packet.frame).sent.isEmpty)
    }
  }

  @Test(
    "[C8] sends no error to what is no single host",
    arguments: [
      [0, 0, 0, 0], [0, 1, 2, 3], [127, 0, 0, 1], [255, 255, 255, 255], [192, 0, 2, 255],
      [192, 0, 2, 0], [224, 0, 0, 1], [239, 1, 2, 3], [240, 0, 0, 1], [250, 0, 0, 1],
    ] as [[UInt8]])
  func noErrorToNobody(source: [UInt8]) {
    var host = host()
    for packet in [udp(to: 9), IPv4Bytes(protocol: 253)] {
      var packet = packet
      packet.source = source
      let reaction = host.react(to: packet.frame)
      #expect(reaction.outcome == .ipv4InvalidSource)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("counts an error that is held as sent, and one that has no way as not sent")
  func errorCounter() {
    var host = BoardHost(gateway: nil)
    #expect(host.outcome(of: udp(to: 9).frame) == .held)
    #expect(host.interface.counters.icmpErrorsSent == 1)
    var distant = udp(to: 9)
    distant.source = [198, 51, 100, 1]
    distant.payload = UDPBytes(destinationPort: 9, source: distant.source).datagram
    #expect(host.outcome(of: distant.frame) == .answerHasNoRoute)
    #expect(host.interface.counters.icmpErrorsSent == 1)
  }

  @Test("drops an error that is too long for the device, and counts it")
  func tooLong() {
    var device = TestDevice()
    device.capabilities.maximumFrameSize = 100
    var host = host(device)
    #expect(host.outcome(of: udp(to: 9, pattern(30)).frame) == .answered)
    let reaction = host.react(to: udp(to: 9, pattern(31)).frame)
    #expect(reaction.outcome == .answerTooLong)
    #expect(reaction.sent.isEmpty)
  }
}
