import Link
import NetStack
import Testing

/// What is sent (RFC 791; RFC 1122 §3.2.1, §3.3.1).
@Suite struct IPv4SendTests {
  /// The one packet that goes out for a datagram to `destination`.
  private func packet(
    to destination: [UInt8], _ configure: (inout InterfaceConfiguration) -> Void = { _ in }
  ) throws -> SentFrame {
    var host = BoardHost(TestDevice(), configure)
    host.meet(.peer, .gateway)
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: destination)
    return try SentFrame(try #require(host.poll().first))
  }

  @Test(
    "[I6] sends from its own address, whoever it sends to",
    arguments: [
      Station.peer.address, [198, 51, 100, 1], [192, 0, 2, 255], [255, 255, 255, 255],
      [224, 0, 0, 1],
    ])
  func source(destination: [UInt8]) throws {
    let frame = try packet(to: destination)
    #expect(frame.packetSource == Station.board.address)
    #expect(frame.packetDestination == destination)
    #expect(frame.source == Station.board.hardware)
  }

  @Test(
    "[I6] sends nothing to addresses that have no place on a link",
    arguments: [
      [0, 0, 0, 0], [0, 0, 0, 1], [127, 0, 0, 1], [127, 255, 255, 255], [240, 0, 0, 1],
      [255, 255, 255, 254], [192, 0, 2, 0], Station.board.address,
    ] as [[UInt8]])
  func invalidDestination(destination: [UInt8]) throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    do throws(SendError) {
      try host.send(from: socket, to: destination)
      Issue.record("sent")
    } catch {
      #expect(error == .invalidDestination)
    }
    #expect(host.poll().isEmpty)
  }

  @Test(
    "[I6] takes an address that no host can have for none",
    arguments: [
      [0, 0, 0, 0], [127, 0, 0, 1], [224, 0, 0, 1], [240, 0, 0, 1], [255, 255, 255, 255],
      [192, 0, 2, 255], [192, 0, 2, 0],
    ] as [[UInt8]])
  func invalidAddress(address: [UInt8]) throws {
    var host = BoardHost(subnet: IPv4Subnet(IPv4Address(address), prefixLength: 24))
    let socket = try host.interface.bind(port: 7)
    var request = udp(to: 9)
    request.destination = address
    #expect(host.outcome(of: request.frame) == .ipv4NoAddress)
    do throws(SendError) {
      try host.send(from: socket, to: Station.everyone.suffix(4))
      Issue.record("sent")
    } catch {
      #expect(error == .noAddress)
    }
    #expect(host.poll().isEmpty)
  }

  @Test("[I7] sends with type of service 0")
  func typeOfService() throws {
    #expect(try packet(to: Station.peer.address).bytes[15] == 0)
  }

  @Test("[I7] answers an echo with its type of service")
  func echoTypeOfService() throws {
    var host = BoardHost()
    host.meet(.peer)
    var request = echoRequest()
    request.typeOfService = 0xB8
    let reply = try SentFrame(try #require(host.exchange(request.frame).first))
    #expect(reply.bytes[15] == 0xB8)
  }

  @Test(
    "[I8] sends with the time to live that it is configured with, but never with 0",
    arguments: [(64, 64), (1, 1), (255, 255), (0, 1)] as [(UInt8, UInt8)])
  func timeToLive(configured: UInt8, sent: UInt8) throws {
    let frame = try packet(to: Station.peer.address) { $0.timeToLive = configured }
    #expect(frame.bytes[22] == sent)
  }

  @Test("[I8] sends with 64 unless told otherwise")
  func defaultTimeToLive() throws {
    #expect(try packet(to: Station.peer.address).bytes[22] == 64)
  }

  @Test("[I17] sends whole packets that may not be fragmented (RFC 6864 §4.1)")
  func dontFragment() throws {
    let frame = try packet(to: Station.peer.address)
    #expect(Array(frame.bytes[18..<22]) == [0, 0, 0x40, 0])
  }

  @Test(
    "sends to groups and broadcasts without asking for an address (RFC 1112 §6.4)",
    arguments: [
      ([255, 255, 255, 255], Station.everyone), ([192, 0, 2, 255], Station.everyone),
      ([224, 0, 0, 1], Station.allSystems), ([224, 0, 0, 251], [0x01, 0, 0x5E, 0, 0, 251]),
      ([239, 255, 128, 1], [0x01, 0, 0x5E, 0x7F, 0x80, 1]),
      ([225, 128, 0, 1], [0x01, 0, 0x5E, 0, 0, 1]),
    ] as [([UInt8], [UInt8])])
  func groups(address: [UInt8], hardware: [UInt8]) throws {
    #expect(try packet(to: address).destination == hardware)
  }

  @Test("[A13] sends what is beyond the link to the gateway and asks only for its address")
  func offLink() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: [198, 51, 100, 1])
    let request = try SentFrame(try #require(host.poll().first))
    #expect(request.isARPRequest)
    #expect(request.targetProtocol == Station.gateway.address)
    let sent = host.exchange(ARPBytes.reply(from: .gateway))
    let frame = try SentFrame(try #require(sent.first))
    #expect(frame.destination == Station.gateway.hardware)
    #expect(frame.packetDestination == [198, 51, 100, 1])
  }

  @Test("[A13] answers what is beyond the link by the gateway")
  func answersOffLink() throws {
    var host = BoardHost()
    host.meet(.gateway)
    var request = echoRequest()
    request.source = [198, 51, 100, 1]
    let reply = try SentFrame(try #require(host.exchange(request.frame).first))
    #expect(reply.destination == Station.gateway.hardware)
    #expect(reply.packetDestination == [198, 51, 100, 1])
  }

  @Test(
    "[A13] has no way beyond the link without a gateway on it",
    arguments: [nil, [198, 51, 100, 254], Station.board.address, [192, 0, 2, 255]] as [[UInt8]?])
  func noRoute(gateway: [UInt8]?) throws {
    var host = BoardHost(gateway: gateway.map { IPv4Address($0) })
    let socket = try host.interface.bind(port: 7)
    do throws(SendError) {
      try host.send(from: socket, to: [198, 51, 100, 1])
      Issue.record("sent")
    } catch {
      #expect(error == .noRoute)
    }
    var request = echoRequest()
    request.source = [198, 51, 100, 1]
    let reaction = host.react(to: request.frame)
    #expect(reaction.outcome == .answerHasNoRoute)
    #expect(reaction.sent.isEmpty)
    #expect(host.interface.counters.arpRequestsSent == 0)
  }

  @Test("[A13] draws the line between link and beyond at the prefix's length")
  func prefix() throws {
    var host = BoardHost(
      subnet: IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 25),
      gateway: IPv4Address(192, 0, 2, 1))
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: [192, 0, 2, 126])
    try host.send(from: socket, to: [192, 0, 2, 128])
    let targets = try host.poll().map { try SentFrame($0).targetProtocol }
    #expect(targets == [[192, 0, 2, 126], [192, 0, 2, 1]])
  }

  @Test("leaves the checksums that the device fills in open, and computes no others")
  func offload() throws {
    var device = TestDevice()
    device.capabilities.transmitChecksums = [.ipv4Header, .icmpv4, .udp]
    var host = BoardHost(device)
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.peer.address)
    let frames = host.exchange(echoRequest(pattern(9)).frame, udp(to: 9).frame)
    #expect(frames.count == 3)
    for frame in frames { _ = try SentFrame(frame, offloaded: true) }
  }

  @Test(
    "computes each checksum that the device does not",
    arguments: [ChecksumSet.ipv4Header, .icmpv4, .udp, []])
  func software(offloaded: ChecksumSet) throws {
    var device = TestDevice()
    device.capabilities.transmitChecksums = offloaded
    var host = BoardHost(device)
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.peer.address)
    for frame in host.exchange(echoRequest(pattern(9)).frame, udp(to: 9).frame) {
      let header = Array(frame[14..<34])
      let message = Array(frame[34...])
      let isOffloaded = offloaded.contains(frame[23] == 1 ? .icmpv4 : .udp)
      let offset = frame[23] == 1 ? 2 : 6
      let pseudoHeader = frame[23] == 1 ? [] : header[12...] + [0, 17] + message[4..<6]
      #expect((number(header, at: 10) == 0) == offloaded.contains(.ipv4Header))
      #expect((naiveChecksum(header) == 0) == !offloaded.contains(.ipv4Header))
      #expect((number(message, at: offset) == (frame[23] == 1 ? 0 : 0xFFFF)) == isOffloaded)
      #expect((naiveChecksum(pseudoHeader + message) == 0) == !isOffloaded)
    }
  }
}
