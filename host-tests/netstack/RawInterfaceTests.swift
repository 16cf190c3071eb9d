import Link
import NetStack
import Testing

/// Raw and echo sockets on an interface; `RawSocketTests` has who takes which packet.
@Suite struct RawInterfaceTests {
  private let peer = IPv4Address(192, 0, 2, 1)

  private func makeHost() -> BoardHost {
    var host = BoardHost()
    host.meet(.peer)
    return host
  }

  /// The packets that raw sockets got from a frame, and what was sent.
  private func packets(
    _ host: inout BoardHost, _ frame: [UInt8]
  ) -> (packets: [[UInt8]], sent: [[UInt8]]) {
    var packets: [[UInt8]] = []
    host.interface.device.arrive(frame)
    _ = host.interface.poll(at: host.now) { _, slot in
      slot.discard()
    } packets: {
      packets.append([UInt8](copying: $0.packet.bytes))
    }
    return (packets, host.interface.device.takeSent())
  }

  @Test("a raw socket takes the packets of its protocol, which is no unknown one then")
  func raw() throws {
    var host = makeHost()
    let socket = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    let packet = IPv4Bytes(protocol: 253, pattern(9))
    let (taken, sent) = packets(&host, packet.frame)
    #expect(taken == [packet.packet])
    #expect(sent.isEmpty)
    #expect(host.interface.counters[.delivered] == 1)
    host.interface.close(socket)
    #expect(host.outcome(of: packet.frame) == .answered, "protocol unreachable")
  }

  @Test("each raw socket of a protocol gets its packets")
  func several() throws {
    var host = makeHost()
    _ = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    _ = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    let packet = IPv4Bytes(protocol: 253, pattern(9))
    #expect(packets(&host, packet.frame).packets == [packet.packet, packet.packet])
    #expect(host.interface.counters[.delivered] == 1)
  }

  @Test("a raw socket for IGMP sees the queries that the stack answers")
  func groups() throws {
    var host = makeHost()
    _ = try host.interface.bindRaw(.igmp)
    var query = IPv4Bytes(protocol: 2, longQuery(code: 100))
    query.destination = [224, 0, 0, 1]
    query.timeToLive = 1
    query.options = routerAlert
    query.frameDestination = Station.allSystems
    #expect(packets(&host, query.frame).packets == [query.packet])
    #expect(host.interface.groupCounters[.query] == 1)
  }

  @Test("a raw socket for ICMP sees what the stack answers, but nothing with a wrong checksum")
  func control() throws {
    var host = makeHost()
    _ = try host.interface.bindRaw(.icmp)
    let request = echoRequest(pattern(5))
    let (taken, sent) = packets(&host, request.frame)
    #expect(taken == [request.packet])
    #expect(sent.count == 1)
    #expect(host.interface.counters[.answered] == 2, "the ARP request of the peer, and this")
    var damaged = echoRequest(pattern(5))
    damaged.payload[8] ^= 1
    #expect(packets(&host, damaged.frame).packets.isEmpty)
    #expect(host.interface.counters[.icmpChecksum] == 1)
    // The stack drops these before it looks at their checksum.
    damaged.destination = [192, 0, 2, 255]
    #expect(packets(&host, damaged.frame).packets.isEmpty)
  }

  @Test("an echo socket takes the replies with its identifier, and no others")
  func echo() throws {
    var host = makeHost()
    let socket = try host.interface.bindEcho(identifier: 0x0102)
    let reply = IPv4Bytes(protocol: 1, icmp(type: 0, rest: [1, 2, 0, 3], pattern(5)))
    #expect(packets(&host, reply.frame).packets == [reply.packet])
    let other = IPv4Bytes(protocol: 1, icmp(type: 0, rest: [1, 3, 0, 3], pattern(5)))
    #expect(packets(&host, other.frame).packets.isEmpty)
    #expect(host.interface.counters[.icmpUnhandled] == 1)
    host.interface.close(socket)
    #expect(packets(&host, reply.frame).packets.isEmpty)
  }

  @Test("[C10] an echo socket takes the errors about its requests, and a path MTU is noted")
  func errors() throws {
    var host = makeHost()
    host.meet(.gateway)
    _ = try host.interface.bindEcho(identifier: 0x0102)
    var request = echoRequest(pattern(5))
    request.source = Station.board.address
    request.destination = [198, 51, 100, 7]
    request.fragment = 0x4000
    request.totalLength = 1500
    let error = IPv4Bytes(
      protocol: 1, from: .gateway, icmp(type: 3, code: 4, rest: [0, 0, 5, 0], request.packet))
    #expect(packets(&host, error.frame).packets == [error.packet])
    #expect(host.interface.counters.destinations.pathMTUsLowered == 1)
    // Nobody asked with this identifier.
    request.payload[5] = 9
    let forged = IPv4Bytes(
      protocol: 1, from: .gateway, icmp(type: 3, code: 4, rest: [0, 0, 4, 0], request.packet))
    #expect(packets(&host, forged.frame).packets.isEmpty)
    #expect(host.interface.counters.destinations.pathMTUsLowered == 1)
  }

  @Test("sends what the application builds, with its time to live and type of service")
  func send() throws {
    var host = makeHost()
    let socket = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    try host.interface.send(
      from: socket, to: peer, timeToLive: 3, typeOfService: 0xB8, at: host.now
    ) { slot in slot.send(copying: [1, 2, 3].span) }
    let sent = try #require(host.poll().first)
    #expect(Array(sent[34...]) == [1, 2, 3])
    #expect(sent[22] == 3 && sent[15] == 0xB8 && sent[23] == 253)
    #expect(naiveChecksum(Array(sent[14..<34])) == 0)
    #expect(Array(sent[26..<34]) == Station.board.address + Station.peer.address)
  }

  @Test("[I8] sends nothing with a time to live of 0")
  func leastTimeToLive() throws {
    var host = makeHost()
    let socket = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    try host.interface.send(from: socket, to: peer, timeToLive: 0, at: host.now) { slot in
      slot.send(copying: [1].span)
    }
    #expect(try #require(host.poll().first)[22] == 1)
  }

  @Test("leaves the checksum of ICMP to a device that computes it")
  func offload() throws {
    var device = TestDevice()
    device.capabilities.transmitChecksums = .icmpv4
    var host = BoardHost(device)
    host.meet(.peer)
    let socket = try host.interface.bindEcho(identifier: 7)
    let message = icmp(type: 8, rest: [0, 7, 0, 1], pattern(5))
    try host.interface.send(from: socket, to: peer, at: host.now) { slot in
      slot.send(copying: message.span)
    }
    let sent = try #require(host.poll().first)
    #expect(Array(sent[36..<38]) == [0, 0])
    #expect(Array(sent[38...]) == Array(message[4...]))
  }

  @Test("a device's slot without room for the headers sends nothing, and does no harm")
  func tinySlot() throws {
    var host = makeHost()
    let socket = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    for size in 0...34 {
      host.interface.device.slotSize = size
      #expect(throws: SendError.tooLong) {
        try host.interface.send(from: socket, to: peer, at: host.now) { slot in slot.send(1) }
      }
    }
    #expect(host.interface.device.takeSent().isEmpty)
  }

  @Test("refuses what can't be sent or opened, each with its error")
  func refused() throws {
    var host = makeHost()
    let socket = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    let own = IPv4Address(192, 0, 2, 2)
    #expect(throws: SendError.invalidDestination) {
      try host.interface.send(from: socket, to: own, at: host.now) { $0.discard() }
    }
    #expect(throws: SendError.discarded) {
      try host.interface.send(from: socket, to: peer, at: host.now) { $0.discard() }
    }
    #expect(throws: SendError.tooLong) {
      try host.interface.send(from: socket, to: peer, at: host.now) { slot in slot.send(1481) }
    }
    #expect(throws: RawSocketError.protocolUnsupported) { _ = try host.interface.bindRaw(.udp) }
    _ = try host.interface.bindEcho(identifier: 7)
    #expect(throws: RawSocketError.tooManySockets) { _ = try host.interface.bindEcho() }
  }
}
