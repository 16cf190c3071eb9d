import Link
import NetStack
import Testing

/// User datagrams (RFC 768; RFC 1122 §4.1).
@Suite struct UDPTests {
  /// What a handler was lent, kept.
  private struct Delivery: Equatable {
    var payload: [UInt8] = []
    var source: Endpoint?
    var destination: Endpoint?
    var isForGroup = false
  }

  private func host(_ device: TestDevice = TestDevice()) throws -> BoardHost {
    var host = BoardHost(device)
    host.meet(.peer)
    try host.open(7)
    return host
  }

  /// Takes in a frame that must reach the socket.
  private func deliver(_ frame: [UInt8], to host: inout BoardHost) -> Delivery? {
    var delivery: Delivery?
    let reaction = host.react(to: frame) { datagram, slot in
      delivery = Delivery(
        payload: [UInt8](copying: datagram.payload), source: datagram.source,
        destination: datagram.destination, isForGroup: datagram.isForGroup)
      return slot.discard()
    }
    #expect((reaction.outcome == .delivered) == (delivery != nil))
    #expect(reaction.sent.isEmpty)
    return delivery
  }

  @Test("[U1] takes in a datagram without a checksum")
  func noChecksum() throws {
    var host = try host()
    let frame = UDPBytes(checksum: 0, payload: [1, 2, 3]).frame
    #expect(deliver(frame, to: &host)?.payload == [1, 2, 3])
  }

  /// The two bytes that make the checksum of a datagram 0.
  private func bytesThatSumToZero(_ datagram: UDPBytes) -> [UInt8] {
    var datagram = datagram
    datagram.payload = [0, 0]
    return Array(datagram.datagram[6..<8])
  }

  @Test("[U1] takes in a checksum of all ones, which stands for a computed zero")
  func allOnes() throws {
    var host = try host()
    var datagram = UDPBytes()
    datagram.payload = bytesThatSumToZero(datagram)
    try #require(Array(datagram.datagram[6..<8]) == [0xFF, 0xFF])
    #expect(deliver(datagram.frame, to: &host)?.payload == datagram.payload)
  }

  @Test("[U1] sends a computed zero as all ones")
  func computedZero() throws {
    var host = try host()
    let payload = bytesThatSumToZero(
      UDPBytes(
        sourcePort: 7, destinationPort: 40000, source: Station.board.address,
        destination: Station.peer.address))
    let reaction = host.react(to: udp(to: 7).frame) { _, slot in
      slot.send(copying: payload.span)
    }
    let reply = try SentFrame(try #require(reaction.sent.first))
    #expect(Array(reply.payload[6..<8]) == [0xFF, 0xFF])
  }

  @Test("[U1] sends checksums by default")
  func checksums() throws {
    var host = try host()
    for size in 0...64 {
      let payload = pattern(size, from: UInt8(size))
      let reaction = host.react(to: udp(to: 7).frame) { _, slot in
        slot.send(copying: payload.span)
      }
      let reply = try SentFrame(try #require(reaction.sent.first))
      #expect(number(reply.payload, at: 6) != 0)
      #expect(reply.data == payload)
    }
  }

  @Test("[U2] drops a wrong checksum silently, even to a closed port", arguments: [7, 9])
  func wrongChecksum(port: UInt16) throws {
    var host = try host()
    // All but the length, which is told apart.
    for offset in [0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12] {
      var packet = udp(to: port, pattern(5))
      packet.payload[offset] ^= 0x10
      let reaction = host.react(to: packet.frame)
      #expect(reaction.outcome == .udpChecksum, "offset \(offset)")
      #expect(reaction.sent.isEmpty)
    }
    // The addresses are covered too (RFC 768).
    var other = udp(to: port)
    other.source = [192, 0, 2, 3]
    #expect(host.outcome(of: other.frame) == .udpChecksum)
    var broadcast = udp(to: port)
    broadcast.destination = [192, 0, 2, 255]
    #expect(host.outcome(of: broadcast.frame) == .udpChecksum)
    let reaction = host.react(to: UDPBytes(destinationPort: port, checksum: 0xDEAD).frame)
    #expect(reaction.outcome == .udpChecksum)
    #expect(reaction.sent.isEmpty)
  }

  @Test("[U2] trusts a device that verified the checksum")
  func verified() throws {
    var device = TestDevice()
    device.verifiedChecksums = .udp
    var host = try host(device)
    let frame = UDPBytes(checksum: 0xDEAD, payload: [1]).frame
    #expect(deliver(frame, to: &host)?.payload == [1])
  }

  @Test("[U3] drops a length that is below the header's or beyond the packet")
  func badLengths() throws {
    var host = try host()
    for length: UInt16 in [0, 1, 7, 13, 14, 65535] {
      let reaction = host.react(to: UDPBytes(length: length, payload: pattern(4)).frame)
      #expect(reaction.outcome == .udpLength)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("[U3] cuts what lies behind the datagram off")
  func tail() throws {
    var host = try host()
    var packet = udp(to: 7, [1, 2, 3])
    packet.payload += [4, 5, 6, 7]
    #expect(deliver(packet.frame, to: &host)?.payload == [1, 2, 3])
  }

  @Test("drops a datagram without a whole header", arguments: 0..<8)
  func truncated(length: Int) throws {
    var host = try host()
    let datagram = Array(udp(to: 7).payload.prefix(length))
    #expect(host.outcome(of: IPv4Bytes(datagram).frame) == .udpTruncated)
  }

  @Test("delivers an empty datagram, and one of the link's full length")
  func sizes() throws {
    var host = try host()
    #expect(deliver(udp(to: 7).frame, to: &host)?.payload == [])
    #expect(deliver(udp(to: 7, pattern(1472)).frame, to: &host)?.payload == pattern(1472))
  }

  @Test("[U4] answers a closed port with an error, but not a datagram for many")
  func closedPort() throws {
    var host = try host()
    let reaction = host.react(to: udp(to: 8).frame)
    #expect(reaction.outcome == .answered)
    #expect(try reaction.sent.map { try SentFrame($0).isICMPError } == [true])
    var broadcast = UDPBytes(destinationPort: 8, destination: [192, 0, 2, 255]).packet
    broadcast.frameDestination = Station.everyone
    #expect(host.outcome(of: broadcast.frame) == .udpPortClosed)
  }

  @Test("takes port 0 for a closed one")
  func portZero() throws {
    var host = try host()
    let reaction = host.react(to: udp(to: 0).frame)
    #expect(try reaction.sent.map { try SentFrame($0).isICMPError } == [true])
  }

  @Test("[U6] tells the application both ends of a datagram")
  func endpoints() throws {
    var host = try host()
    let delivery = try #require(deliver(udp(port: 4321, to: 7, [1]).frame, to: &host))
    #expect(delivery.source == Endpoint(IPv4Address(192, 0, 2, 1), port: 4321))
    #expect(delivery.destination == Endpoint(IPv4Address(192, 0, 2, 2), port: 7))
    #expect(!delivery.isForGroup)
  }

  @Test("[U6] tells the application that a datagram was for many")
  func group() throws {
    var host = try host()
    var packet = UDPBytes(destination: [255, 255, 255, 255]).packet
    packet.frameDestination = Station.everyone
    let delivery = try #require(deliver(packet.frame, to: &host))
    #expect(delivery.destination == Endpoint(.broadcast, port: 7))
    #expect(delivery.isForGroup)
  }

  @Test(
    "[U6] answers from the address that was asked, or its own where that is everybody's",
    arguments: [Station.board.address, [255, 255, 255, 255], [192, 0, 2, 255], [224, 0, 0, 1]])
  func replySource(destination: [UInt8]) throws {
    var host = try host()
    let frame = UDPBytes(sourcePort: 4321, destination: destination).packet.frame
    let reaction = host.react(to: frame) { _, slot in slot.send(copying: [9, 8].span) }
    let reply = try SentFrame(try #require(reaction.sent.first))
    #expect(reply.packetSource == Station.board.address)
    #expect(reply.packetDestination == Station.peer.address)
    #expect(number(reply.payload, at: 0) == 7)
    #expect(number(reply.payload, at: 2) == 4321)
    #expect(reply.data == [9, 8])
  }

  @Test("[U7] a datagram from no single host does not reach its socket", arguments: [0, 127, 224])
  func invalidSource(first: UInt8) throws {
    var host = try host()
    let frame = UDPBytes(source: [first, 0, 0, 1]).frame
    #expect(deliver(frame, to: &host) == nil)
    #expect(host.interface.counters[.ipv4InvalidSource] == 1)
  }

  @Test("sends a reply that was built in place")
  func replyInPlace() throws {
    var host = try host()
    let reaction = host.react(to: udp(to: 7, [1, 2, 3]).frame) { datagram, slot in
      var slot = slot
      for index in datagram.payload.indices {
        slot.bytes[index] = datagram.payload[datagram.payload.count - 1 - index]
      }
      return slot.send(datagram.payload.count)
    }
    #expect(try reaction.sent.map { try SentFrame($0).data } == [[3, 2, 1]])
  }

  @Test("a reply may fill the frame, and what is longer is counted and not sent")
  func replyTooLong() throws {
    var host = try host()
    var room = 0
    let full = host.react(to: udp(to: 7).frame) { _, slot in
      room = slot.bytes.count
      return slot.send(copying: pattern(1472).span)
    }
    #expect(room == 1472)
    #expect(try full.sent.map { try SentFrame($0).data } == [pattern(1472)])
    for length in [1473, .max, -1, .min] {
      let reaction = host.react(to: udp(to: 7).frame) { _, slot in slot.send(length) }
      #expect(reaction.outcome == .answerTooLong)
      #expect(reaction.sent.isEmpty)
    }
    let copied = host.react(to: udp(to: 7).frame) { _, slot in
      slot.send(copying: pattern(1473).span)
    }
    #expect(copied.outcome == .answerTooLong)
  }

  @Test("drops a reply to port 0, which is nobody's")
  func replyToPortZero() throws {
    var host = try host()
    let reaction = host.react(to: udp(port: 0, to: 7).frame) { _, slot in slot.send(0) }
    #expect(reaction.outcome == .answerHasNoRoute)
    #expect(reaction.sent.isEmpty)
  }

  @Test("holds a reply until its neighbor is known")
  func replyHeld() throws {
    var host = BoardHost()
    try host.open(7)
    let reaction = host.react(to: udp(to: 7, [1]).frame) { datagram, slot in
      slot.send(copying: datagram.payload)
    }
    #expect(reaction.outcome == .held)
    let sent = host.exchange(ARPBytes.reply(from: .peer))
    #expect(try sent.map { try SentFrame($0).data } == [[1]])
  }
}
