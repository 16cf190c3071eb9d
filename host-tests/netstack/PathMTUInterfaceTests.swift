import Link
import NetStack
import Testing

/// How an interface sends to destinations that it was told about (RFC 1191; RFC 1122 §3.2.2.2).
@Suite struct PathMTUInterfaceTests {
  private typealias PlainHost = Host<8, 2, 4, 0, 0>
  private typealias CuttingHost = Host<8, 2, 4, 4, 8192>

  private static let distant: [UInt8] = [198, 51, 100, 7]

  /// A report about a packet of ours to the distant host.
  private func report(
    _ mtu: UInt16, protocol number: UInt8, _ start: [UInt8], fragment: UInt16 = 0x4000
  ) -> IPv4Bytes {
    var quoted = IPv4Bytes(protocol: number, start)
    quoted.source = Station.board.address
    quoted.destination = Self.distant
    quoted.fragment = fragment
    quoted.totalLength = 1500
    return IPv4Bytes(
      protocol: 1, from: .gateway,
      icmp(type: 3, code: 4, rest: [0, 0] + octets(mtu), quoted.packet))
  }

  private func echoReport(_ mtu: UInt16) -> IPv4Bytes {
    report(mtu, protocol: 1, [0, 0, 0, 0, 0, 0, 0, 0])
  }

  private func udpReport(_ mtu: UInt16) -> IPv4Bytes {
    report(mtu, protocol: 17, octets(7) + octets(40000) + [0, 0, 0, 0])
  }

  private func ping(_ size: Int) -> IPv4Bytes {
    var request = echoRequest(from: .gateway, pattern(size))
    request.source = Self.distant
    return request
  }

  private func request(_ size: Int) -> IPv4Bytes {
    var packet = UDPBytes(source: Self.distant, payload: pattern(size)).packet
    packet.frameSource = Station.gateway.hardware
    return packet
  }

  private func flags(_ frame: [UInt8]) -> UInt16 { number(frame, at: 20) }

  private func payload(_ frames: [[UInt8]], unit: Int) -> [UInt8] {
    var payload: [UInt8] = []
    for (index, frame) in frames.enumerated() {
      #expect(frame.count <= 14 + unit)
      #expect(flags(frame) == UInt16(payload.count / 8) | (index + 1 < frames.count ? 0x2000 : 0))
      #expect(Array(frame[18..<20]) == Array(frames[0][18..<20]))
      #expect(naiveChecksum(Array(frame[14..<34])) == 0)
      payload += frame[34...]
    }
    return payload
  }

  @Test("sends whole with Don't Fragment what fits the path, and in fragments what does not")
  func echo() throws {
    var host = CuttingHost()
    host.meet(.gateway)
    #expect(flags(try #require(host.exchange(ping(1472).frame).first)) == 0x4000)
    #expect(host.react(to: echoReport(1280).frame).outcome == .delivered)
    #expect(host.interface.counters.destinations.pathMTUsLowered == 1)
    #expect(flags(try #require(host.exchange(ping(1252).frame).first)) == 0x4000)
    let sent = host.exchange(ping(1253).frame)
    #expect(sent.count == 2)
    let reply = payload(sent, unit: 1280)
    #expect(naiveChecksum(reply) == 0)
    #expect(Array(reply[8...]) == pattern(1253))
    // Other destinations have their own path.
    host.meet(.peer)
    #expect(host.exchange(echoRequest(pattern(1472)).frame).count == 1)
    host.advance(.seconds(600))
    host.meet(.gateway)
    #expect(flags(try #require(host.exchange(ping(1472).frame).first)) == 0x4000)
  }

  @Test("leaves the cutting to routers when it has no room for it, with identifications")
  func noRoom() throws {
    var host = PlainHost()
    host.meet(.gateway)
    host.exchange(echoReport(1280).frame)
    let first = try #require(host.exchange(ping(1472).frame).first)
    let second = try #require(host.exchange(ping(1472).frame).first)
    #expect(flags(first) == 0 && flags(second) == 0)
    #expect(number(first, at: 18) != number(second, at: 18))
    #expect(naiveChecksum(Array(first[34...])) == 0)
  }

  @Test("leaves the cutting below the floor to routers")
  func floor() throws {
    var host = CuttingHost()
    host.meet(.gateway)
    host.exchange(echoReport(100).frame)
    #expect(flags(try #require(host.exchange(ping(40).frame).first)) == 0)
    #expect(host.exchange(ping(1472).frame).count == 3)
  }

  @Test("sums what a device can't sum over fragments", arguments: [ChecksumSet.icmpv4, .udp])
  func offload(checksums: ChecksumSet) throws {
    var device = TestDevice()
    device.capabilities.transmitChecksums = checksums
    var host = CuttingHost(device)
    host.meet(.gateway)
    _ = try host.interface.bind(port: 7)
    host.exchange(echoReport(1280).frame)
    #expect(naiveChecksum(payload(host.exchange(ping(1472).frame), unit: 1280)) == 0)
    let sent = host.exchange(request(1472).frame) { datagram, slot in
      slot.send(copying: datagram.payload)
    }
    let datagram = payload(sent, unit: 1280)
    let pseudoHeader = Station.board.address + Self.distant + [0, 17] + octets(1480)
    #expect(sent.count == 2 && naiveChecksum(pseudoHeader + datagram) == 0)
  }

  @Test("tells a socket the path MTU, and believes no report that no socket sent")
  func socketError() throws {
    var host = PlainHost()
    host.meet(.gateway)
    #expect(host.react(to: udpReport(1280).frame).outcome == .icmpQuoteUnknown)
    #expect(host.interface.counters.destinations.pathMTUsLowered == 0)
    let socket = try host.interface.bind(port: 7)
    #expect(host.react(to: udpReport(1280).frame).outcome == .delivered)
    #expect(host.interface.takeError(of: socket)?.maximumTransmissionUnit == 1280)
    #expect(host.react(to: udpReport(1400).frame).outcome == .delivered)
    #expect(host.interface.takeError(of: socket)?.maximumTransmissionUnit == 1280)
    host.interface.close(socket, at: host.now)
  }

  @Test("fragments the datagrams of a socket as its policy says")
  func policies() throws {
    var host = CuttingHost()
    host.meet(.gateway)
    let socket = try host.interface.bind(port: 7)
    let peer = Endpoint(IPv4Address(198, 51, 100, 7), port: 40000)
    var options = UDPSocketOptions()
    let (short, long, longest) = (pattern(1252), pattern(1253), pattern(1473))
    options.fragmentPolicy = .byRouters
    try host.interface.send(short.span, from: socket, to: peer, options: options, at: host.now)
    #expect(flags(try #require(host.poll().first)) == 0)
    host.exchange(udpReport(1280).frame)
    try host.interface.send(long.span, from: socket, to: peer, options: options, at: host.now)
    let whole = try #require(host.poll().first)
    #expect(flags(whole) == 0 && whole.count == 14 + 1281)
    try host.interface.send(longest.span, from: socket, to: peer, options: options, at: host.now)
    #expect(host.poll().map(\.count) == [1514, 14 + 21])

    options.fragmentPolicy = .never
    try host.interface.send(short.span, from: socket, to: peer, options: options, at: host.now)
    #expect(flags(try #require(host.poll().first)) == 0x4000)
    #expect(throws: SendError.tooLong) {
      try host.interface.send(long.span, from: socket, to: peer, options: options, at: host.now)
    }
    #expect(throws: SendError.tooLong) {
      try host.interface.send(longest.span, from: socket, to: peer, options: options, at: host.now)
    }
    #expect(host.poll().isEmpty)

    try host.interface.send(long.span, from: socket, to: peer, at: host.now)
    #expect(payload(host.poll(), unit: 1280).count == 1261)
    try host.interface.send(longest.span, from: socket, to: peer, at: host.now)
    #expect(payload(host.poll(), unit: 1280).count == 1481)
    host.interface.close(socket, at: host.now)
  }

  private func redirect(to gateway: [UInt8], from station: Station) -> IPv4Bytes {
    var quoted = IPv4Bytes(protocol: 1, [0, 0, 0, 0, 0, 0, 0, 0])
    quoted.source = Station.board.address
    quoted.destination = Self.distant
    return IPv4Bytes(
      protocol: 1, from: station, icmp(type: 5, code: 1, rest: gateway, quoted.packet))
  }

  @Test("[C12] goes by the gateway that the first hop names, when that is wanted")
  func redirects() throws {
    var host = FeatureHost<RedirectableFeatures, 8, 2, 4, 0, 0>()
    host.meet(.gateway, .peer, .neighbor(9))
    let toPeer = redirect(to: Station.peer.address, from: .gateway)
    #expect(
      host.outcome(of: redirect(to: Station.peer.address, from: .neighbor(9)).frame)
        == .icmpRedirectRefused)
    #expect(host.exchange(ping(8).frame).first?.prefix(6) == Station.gateway.hardware[...])
    #expect(host.outcome(of: toPeer.frame) == .delivered)
    #expect(host.exchange(ping(8).frame).first?.prefix(6) == Station.peer.hardware[...])
    #expect(host.interface.counters.destinations.redirectsIgnored == 1)
    var other = PlainHost()
    other.meet(.gateway, .peer)
    #expect(other.outcome(of: toPeer.frame) == .icmpUnhandled)
    #expect(other.exchange(ping(8).frame).first?.prefix(6) == Station.gateway.hardware[...])
  }
}
