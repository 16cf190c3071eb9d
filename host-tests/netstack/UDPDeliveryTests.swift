import NetStack
import Testing

/// Which socket a datagram or an error goes to (RFC 1122 §4.1.3).
@Suite struct UDPDeliveryTests {
  /// The sockets that a datagram is delivered to.
  private func receivers(_ frame: [UInt8], _ host: inout BoardHost) -> [UDPSocketID] {
    var receivers: [UDPSocketID] = []
    host.exchange(frame) { datagram, slot in
      receivers.append(datagram.socket)
      return slot.discard()
    }
    return receivers
  }

  private func toSecondAddress(_ datagram: UDPBytes) -> [UInt8] {
    var datagram = datagram
    datagram.destination = [10, 0, 0, 2]
    return datagram.frame
  }

  private func makeHost() throws -> BoardHost {
    var host = BoardHost()
    let second = try #require(IPv4Subnet(IPv4Address(10, 0, 0, 2), prefixLength: 8))
    try host.interface.addAddress(second, at: host.now)
    host.meet(.peer)
    return host
  }

  @Test("the most particular socket wins: with a peer, then with an address, then any")
  func mostParticular() throws {
    var host = try makeHost()
    let any = try host.interface.bind(port: 7)
    let here = try host.interface.bind(port: 7, address: IPv4Address(192, 0, 2, 2))
    #expect(receivers(UDPBytes().frame, &host) == [here.id])
    #expect(receivers(toSecondAddress(UDPBytes()), &host) == [any.id])
    try host.interface.connect(any, to: Endpoint(IPv4Address(192, 0, 2, 1), port: 40000))
    #expect(receivers(UDPBytes().frame, &host) == [any.id])
    #expect(receivers(UDPBytes(sourcePort: 40001).frame, &host) == [here.id])
    #expect(host.outcome(of: toSecondAddress(UDPBytes(sourcePort: 40001))) == .answered)
    #expect(host.interface.counters.icmpErrorsSent == 1)
  }

  @Test("a broadcast reaches every socket of its port, and the first that answers is heard")
  func broadcast() throws {
    var host = try makeHost()
    let sockets = [
      try host.interface.bind(port: 7).id,
      try host.interface.bind(port: 7, address: IPv4Address(192, 0, 2, 2)).id,
      try host.interface.bind(port: 7, address: IPv4Address(10, 0, 0, 2)).id,
    ]
    let frame = UDPBytes(destination: [255, 255, 255, 255]).frame
    #expect(receivers(frame, &host) == sockets)
    var number: UInt8 = 0
    let sent = host.exchange(frame) { _, slot in
      number += 1
      return number == 1 ? slot.discard() : slot.send(copying: [number].span)
    }
    #expect(try sent.map { try SentFrame($0).data } == [[2]])
    #expect(try SentFrame(sent[0]).packetSource == Station.board.address)
  }

  @Test("refuses a socket that can't be told from another, or is at no address of ours")
  func refusals() throws {
    var host = try makeHost()
    let first = try host.interface.bind(port: 7)
    #expect(throws: BindError.portInUse) { _ = try host.interface.bind(port: 7) }
    #expect(throws: BindError.notOurAddress) {
      _ = try host.interface.bind(port: 8, address: IPv4Address(10, 0, 0, 3))
    }
    #expect(throws: BindError.invalidPeer) {
      try host.interface.connect(first, to: Endpoint(.broadcast, port: 7))
    }
    #expect(throws: BindError.invalidPeer) {
      try host.interface.connect(first, to: Endpoint(IPv4Address(192, 0, 2, 1), port: 0))
    }
    let peer = Endpoint(IPv4Address(192, 0, 2, 1), port: 40000)
    try host.interface.connect(first, to: peer)
    let second = try host.interface.bind(port: 7)
    #expect(throws: BindError.portInUse) { try host.interface.connect(second, to: peer) }
  }

  @Test("a connected socket sends to its peer, and one that is not must say where")
  func connectedSend() throws {
    var host = try makeHost()
    let socket = try host.interface.bind(port: 7)
    let payload: [UInt8] = [5]
    #expect(throws: SendError.invalidDestination) {
      try host.interface.send(payload.span, from: socket, at: host.now)
    }
    try host.interface.connect(socket, to: Endpoint(IPv4Address(192, 0, 2, 1), port: 99))
    try host.interface.send(payload.span, from: socket, at: host.now)
    let bytes = try #require(host.poll().first)
    #expect(try SentFrame(bytes).packetDestination == Station.peer.address)
    #expect(Array(bytes[36..<38]) == [0, 99])
  }

  @Test("[I7] [I8] sends with the time to live and type of service of the socket or the datagram")
  func headerOptions() throws {
    var host = try makeHost()
    let socket = try host.interface.bind(port: 7)
    var options = UDPSocketOptions()
    options.timeToLive = 3
    options.typeOfService = 0xB8
    host.interface.setOptions(options, of: socket)
    try host.send(from: socket, to: Station.peer.address)
    let first = try #require(host.poll().first)
    #expect(first[22] == 3 && first[15] == 0xB8)
    options.timeToLive = 0
    options.typeOfService = 0
    let peer = Endpoint(IPv4Address(192, 0, 2, 1), port: 9)
    try host.interface.send([1].span, from: socket, to: peer, options: options, at: host.now)
    let second = try #require(host.poll().first)
    #expect(second[22] == 1 && second[15] == 0)
    let reply = try #require(
      host.exchange(UDPBytes().frame) { datagram, slot in slot.send(copying: datagram.payload) }
        .first)
    #expect(reply[22] == 3 && reply[15] == 0xB8)
  }

  @Test("[U1] takes and sends datagrams without a checksum as the socket wishes")
  func checksums() throws {
    var host = try makeHost()
    let socket = try host.interface.bind(port: 7)
    #expect(host.outcome(of: UDPBytes(checksum: 0).frame) == .delivered)
    var options = UDPSocketOptions()
    options.acceptsMissingChecksum = false
    options.sendsChecksum = false
    host.interface.setOptions(options, of: socket)
    #expect(host.outcome(of: UDPBytes(checksum: 0).frame) == .udpChecksumMissing)
    #expect(host.outcome(of: UDPBytes().frame) == .delivered)
    try host.send(from: socket, to: Station.peer.address)
    let sent = try #require(host.poll().first)
    #expect(Array(sent[40..<42]) == [0, 0])
  }

  @Test("[U1] tells a device by the field which datagram is to leave without a checksum")
  func offloadedChecksums() throws {
    var device = TestDevice()
    device.capabilities.transmitChecksums = [.ipv4Header, .udp]
    var host = BoardHost(device)
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    var fields: [[UInt8]] = []
    for sendsChecksum in [true, false] {
      var options = UDPSocketOptions()
      options.sendsChecksum = sendsChecksum
      host.interface.setOptions(options, of: socket)
      try host.send(from: socket, to: Station.peer.address)
      fields.append(Array(try #require(host.poll().first)[40..<42]))
    }
    #expect(fields == [[0xFF, 0xFF], [0, 0]])
  }

  @Test("[U6] shows the application the whole header of the packet, options and all")
  func header() throws {
    var host = try makeHost()
    try host.open(7)
    var packet = UDPBytes(payload: [9]).packet
    packet.options = [7, 7, 4, 0, 0, 0, 0, 0]
    packet.typeOfService = 0x10
    packet.timeToLive = 1
    var seen: [UInt8] = []
    host.exchange(packet.frame) { datagram, slot in
      let options = datagram.packet.options
      seen = options.indices.map { options[$0] }
      seen += [datagram.packet.typeOfService, datagram.packet.timeToLive]
      #expect(datagram.destination.address == IPv4Address(192, 0, 2, 2))
      return slot.discard()
    }
    #expect(seen == [7, 7, 4, 0, 0, 0, 0, 0, 0x10, 1])
  }

  // MARK: Errors

  /// An error about a datagram from one of our ports, by the gateway.
  private func error(
    type: UInt8 = 3, code: UInt8 = 3, rest: [UInt8] = [0, 0, 0, 0], from source: UInt16 = 7,
    to destination: UInt16 = 9, quoted length: Int = 28, trailer: [UInt8] = []
  ) -> [UInt8] {
    var quoted = UDPBytes(sourcePort: source, destinationPort: destination)
    quoted.source = Station.board.address
    quoted.destination = [198, 51, 100, 1]
    quoted.payload = [1, 2, 3, 4]
    let message = icmp(
      type: type, code: code, rest: rest, Array(quoted.packet.packet.prefix(length)) + trailer)
    return IPv4Bytes(protocol: 1, from: .gateway, message).frame
  }

  @Test(
    "[C10] [U5] tells the socket whose datagram an error quotes, once",
    arguments: [(3, 0), (3, 1), (3, 2), (3, 3), (3, 5), (3, 13), (11, 0), (11, 1), (12, 0)]
      as [(UInt8, UInt8)])
  func errors(type: UInt8, code: UInt8) throws {
    var host = try makeHost()
    let other = try host.interface.bind(port: 8)
    let socket = try host.interface.bind(port: 7)
    let none = host.interface.takeError(of: socket)
    #expect(none == nil)
    let frame = error(type: type, code: code)
    #expect(host.outcome(of: frame) == .delivered)
    let error = host.interface.takeError(of: socket)
    let noted = try #require(error)
    #expect(noted.type.rawValue == type && noted.code == code)
    #expect(noted.reporter == IPv4Address(192, 0, 2, 254))
    #expect(noted.destination == Endpoint(IPv4Address(198, 51, 100, 1), port: 9))
    let again = host.interface.takeError(of: socket)
    #expect(again == nil)
    let untouched = host.interface.takeError(of: other)
    #expect(untouched == nil)
    // A hint, not the end: the socket still receives.
    #expect(host.outcome(of: UDPBytes().frame) == .delivered)
  }

  @Test("[C10] a connected socket hears only of its own peer")
  func errorsOfPeer() throws {
    var host = try makeHost()
    let socket = try host.interface.bind(port: 7)
    try host.interface.connect(socket, to: Endpoint(IPv4Address(198, 51, 100, 1), port: 10))
    #expect(host.outcome(of: error(to: 9)) == .icmpQuoteUnknown)
    #expect(host.outcome(of: error(to: 10)) == .delivered)
  }

  @Test("[C4] never answers an error, whatever it quotes")
  func errorsAreNotAnswered() throws {
    var host = try makeHost()
    for type in [3, 4, 5, 11, 12] as [UInt8] {
      let reaction = host.react(to: error(type: type, from: 77))
      #expect(reaction.sent.isEmpty && reaction.outcome.isDrop)
    }
  }

  @Test("[C17] takes a quote with the extensions of RFC 4884 behind it")
  func extensions() throws {
    var host = try makeHost()
    try host.open(7)
    let frame = error(rest: [0, 32, 0, 0], trailer: [UInt8](repeating: 0, count: 96) + [0x20, 0])
    #expect(host.outcome(of: frame) == .delivered)
  }

  @Test("[C11] ignores source quench")
  func sourceQuench() throws {
    var host = try makeHost()
    let socket = try host.interface.bind(port: 7)
    #expect(host.outcome(of: error(type: 4, code: 0)) == .icmpUnhandled)
    let noted = host.interface.takeError(of: socket)
    #expect(noted == nil)
  }

  @Test("survives a quote cut anywhere", arguments: 0...32)
  func cutQuotes(length: Int) throws {
    var host = try makeHost()
    try host.open(7)
    let outcome = host.outcome(of: error(quoted: length))
    #expect(outcome == (length < 24 ? .icmpQuoteInvalid : .delivered))
  }

  @Test("drops a quote of another version, with a bad header, of a later fragment, of another host")
  func badQuotes() throws {
    var host = try makeHost()
    try host.open(7)
    func outcome(_ change: (inout IPv4Bytes) -> Void) -> FrameOutcome {
      var quoted = UDPBytes(sourcePort: 7).packet
      quoted.source = Station.board.address
      change(&quoted)
      return host.outcome(of: IPv4Bytes(protocol: 1, icmp(type: 3, quoted.packet)).frame)
    }
    #expect(outcome { _ in } == .delivered)
    #expect(outcome { $0.version = 6 } == .icmpQuoteInvalid)
    #expect(outcome { $0.headerWords = 4 } == .icmpQuoteInvalid)
    #expect(outcome { $0.headerWords = 15 } == .icmpQuoteInvalid)
    #expect(outcome { $0.fragment = 1 } == .icmpQuoteInvalid)
    #expect(outcome { $0.source = Station.peer.address } == .icmpQuoteUnknown)
    #expect(outcome { $0.protocol = 6 } == .icmpQuoteUnknown)
  }
}
