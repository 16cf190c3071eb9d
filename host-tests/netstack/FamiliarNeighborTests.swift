import NetStack
import Testing

/// A neighbor whose addresses have passed the checks of a sender is spared them, until something
/// changes: nobody else can tell.
@Suite struct FamiliarNeighborTests {
  private static let peer = IPv4Address(192, 0, 2, 1)
  private static let second = IPv4Address(198, 51, 100, 2)

  /// Has all neighbors checked anew, and leaves all else as it was.
  private func doubt(_ host: inout BoardHost) throws {
    let subnet = try #require(IPv4Subnet(Self.second, prefixLength: 24))
    try host.interface.addAddress(subnet, at: host.now)
    let wasOurs = host.interface.removeAddress(Self.second)
    #expect(wasOurs)
  }

  /// Packets as `mutate` makes them of an echo request and of a datagram.
  private static func packets(_ mutate: (inout IPv4Bytes) -> Void) -> [[UInt8]] {
    [echoRequest(sequence: 9, [1, 2, 3]), udp([1, 2, 3, 4, 5])].map { packet in
      var packet = packet
      mutate(&packet)
      return packet.frame
    }
  }

  /// A request as `mutate` makes it.
  private static func request(_ mutate: (inout ARPBytes) -> Void) -> [UInt8] {
    var packet = ARPBytes()
    mutate(&packet)
    return packet.frame
  }

  /// Of ARP, whole and cut, with and without padding.
  private static let requests: [[UInt8]] =
    [
      request { $0.destination = Station.board.hardware },
      request { $0.destination = Station.neighbor(9).hardware },
      request { $0.destination = Station.allSystems },
      request { $0.source = Station.neighbor(9).hardware },
      request { $0.source = Station.everyone }, request { $0.source = Station.board.hardware },
      request { $0.senderHardware = Station.neighbor(9).hardware },
      request { $0.senderProtocol = [0, 0, 0, 0] },
      request { $0.senderProtocol = Station.board.address },
      request { $0.targetProtocol = [0, 0, 0, 0] }, request { $0.targetProtocol = [192, 0, 2, 3] },
      request { $0.targetHardware = Station.board.hardware },
      request { $0.operation = 0 }, request { $0.operation = 3 },
      request { $0.operation = 0x0101 }, request { $0.hardwareType = 6 },
      request { $0.protocolType = 0x86DD }, request { $0.hardwareLength = 8 },
      request { $0.protocolLength = 6 },
    ]
    + [41, 42, 43, 60].map { length in
      let padded = ARPBytes.request(from: .peer) + [UInt8](repeating: 0x55, count: 60)
      return Array(padded.prefix(length))
    }

  private static let frames: [[UInt8]] =
    requests + [
      ARPBytes.request(from: .peer), ARPBytes.reply(from: .peer),
      echoRequest().frame, echoRequest(pattern(1472)).frame, echoRequest(pattern(1473)).frame,
      udp([]).frame, udp(pattern(1472)).frame, udp(port: 0, [1]).frame, udp(to: 8, [1]).frame,
      // What it carries is not what its type says.
      ethernet(
        to: Station.board.hardware, from: Station.peer.hardware, type: 0x86DD,
        echoRequest([1]).packet),
    ] + packets { _ in } + packets { $0.typeOfService = 0xB8 } + packets { $0.timeToLive = 0 }
    + packets { $0.identification = 0 } + packets { $0.options = [1, 1, 1, 0] }
    // Don't fragment, the reserved bit, a first and a later fragment.
    + packets { $0.fragment = 0x4000 } + packets { $0.fragment = 0x8000 }
    + packets { $0.fragment = 0x2000 } + packets { $0.fragment = 1 }
    + packets { $0.version = 5 } + packets { $0.headerWords = 4 } + packets { $0.headerWords = 6 }
    + packets { $0.headerChecksum = 0x1234 } + packets { $0.payload[3] ^= 1 }
    + packets { $0.payload[4] ^= 1 } + packets { $0.payload[8] ^= 1 }
    + packets { $0.payload.removeLast() } + packets { $0.payload = Array($0.payload.prefix(7)) }
    + packets { $0.payload = [] } + packets { $0.payload.append(0) }
    + packets { $0.totalLength = 19 } + packets { $0.totalLength = 20 }
    + packets { $0.totalLength = 27 } + packets { $0.totalLength = 1500 }
    // No checksum, and a type that is no request.
    + packets { $0.payload.replaceSubrange(6..<8, with: [0, 0]) } + packets { $0.payload[0] = 0 }
    + packets { $0.protocol = 253 } + packets { $0.destination = [192, 0, 2, 255] }
    + packets { $0.destination = [224, 0, 0, 1] } + packets { $0.destination = [192, 0, 2, 3] }
    + packets { $0.source = [192, 0, 2, 9] } + packets { $0.source = Station.board.address }
    + packets { $0.frameSource = Station.neighbor(9).hardware }
    + packets { $0.frameDestination = Station.everyone }
    + packets { $0.frameDestination = Station.neighbor(9).hardware }

  /// How the socket answers, and in how long a slot.
  private struct Options {
    var timeToLive: UInt8?
    var typeOfService: UInt8 = 0
    var policy = FragmentPolicy.whenNeeded
    var sendsChecksum = true
    /// Nil is the longest frame's.
    var slotSize: Int?
  }

  private static let options = [
    Options(), Options(timeToLive: 3, typeOfService: 0xB8), Options(policy: .byRouters),
    Options(policy: .never), Options(sendsChecksum: false), Options(slotSize: 33),
    Options(slotSize: 41), Options(slotSize: 44), Options(slotSize: 46), Options(slotSize: 2000),
  ]

  /// Meets a neighbor, and exchanges with it what makes it familiar: once to look it up, once to
  /// find it; and a datagram for port 7 comes twice.
  private func makeFamiliar(_ station: Station, with host: inout BoardHost) {
    host.meet(station)
    for _ in 0..<2 {
      host.exchange(echoRequest(from: station).frame)
      host.exchange(udp(from: station, [0]).frame)
    }
  }

  @Test(
    "answers a familiar neighbor in the very words that it answers a stranger in",
    arguments: frames)
  func sameAnswer(frame: [UInt8]) throws {
    for options in Self.options {
      let reactions = try [false, true].map { isStranger in
        var host = BoardHost()
        let socket = try host.interface.bind(port: 7)
        var socketOptions = UDPSocketOptions()
        socketOptions.timeToLive = options.timeToLive
        socketOptions.typeOfService = options.typeOfService
        socketOptions.fragmentPolicy = options.policy
        socketOptions.sendsChecksum = options.sendsChecksum
        host.interface.setOptions(socketOptions, of: socket)
        makeFamiliar(.peer, with: &host)
        if isStranger { try doubt(&host) }
        host.interface.device.slotSize = options.slotSize
        return host.react(to: frame) { $1.send(copying: $0.payload) }
      }
      #expect(reactions[0].outcome == reactions[1].outcome)
      #expect(reactions[0].sent == reactions[1].sent)
    }
  }

  /// Ones that `StandardFeatures` has, without what is predicted.
  private enum PlainFeatures: StackFeatures {
    static var predictsHeaders: Bool { false }
  }

  /// ARP of others: a sender, whom it asks for, and what else may be.
  private static let foreign: [[UInt8]] = [
    Station.peer, .neighbor(9), .neighbor(10), .board, .gateway,
    Station(hardware: Station.neighbor(11).hardware, address: Station.board.address),
    Station(hardware: Station.neighbor(11).hardware, address: [192, 0, 2, 0]),
    Station(hardware: Station.neighbor(11).hardware, address: [192, 0, 2, 255]),
    Station(hardware: Station.neighbor(11).hardware, address: [10, 0, 0, 1]),
    Station(hardware: Station.neighbor(11).hardware, address: [0, 0, 0, 0]),
    Station(hardware: Station.board.hardware, address: [192, 0, 2, 12]),
    Station(hardware: Station.everyone, address: [192, 0, 2, 12]),
    Station(hardware: [0, 0, 0, 0, 0, 0], address: [192, 0, 2, 12]),
  ].flatMap { sender in
    [Station.board, .peer, .neighbor(10)].flatMap { target in
      [
        ARPBytes.request(from: sender, for: target.address),
        ARPBytes.reply(from: sender, to: target),
      ]
    }
  }

  private func reaction<Features: StackFeatures>(
    to frame: [UInt8], with _: Features.Type, probing: Bool
  ) -> (outcome: FrameOutcome, sent: [[UInt8]], deadline: Instant?) {
    var host = FeatureHost<Features, 8, 2, 4, 2, 8256> { $0.probesAddresses = probing }
    // Until it is done with its address, or in the midst of it.
    for _ in 0..<(probing ? 2 : 5) {
      host.advance(.seconds(1))
      host.poll()
    }
    host.exchange(ARPBytes.request(from: .peer))
    host.exchange(ARPBytes.request(from: .neighbor(9)))
    let reaction = host.react(to: frame)
    return (reaction.outcome, reaction.sent, host.deadline)
  }

  @Test(
    "takes ARP of others as a host does that predicts nothing, with its address and without",
    arguments: requests + foreign)
  func sameARP(frame: [UInt8]) {
    for probing in [false, true] {
      let predicted = reaction(to: frame, with: StandardFeatures.self, probing: probing)
      let plain = reaction(to: frame, with: PlainFeatures.self, probing: probing)
      #expect(predicted.outcome == plain.outcome)
      #expect(predicted.sent == plain.sent)
      #expect(predicted.deadline == plain.deadline)
    }
  }

  @Test("questions the packets of a familiar neighbor once its address is ours")
  func addressBecomesOurs() throws {
    var host = BoardHost()
    host.meet(.peer)
    #expect(host.outcome(of: echoRequest().frame) == .answered)
    let subnet = try #require(IPv4Subnet(Self.peer, prefixLength: 24))
    try host.interface.addAddress(subnet, at: host.now)
    #expect(host.outcome(of: echoRequest().frame) == .ipv4InvalidSource)
    #expect(host.outcome(of: ARPBytes.request(from: .peer)) == .arpConflict)
  }

  @Test("answers by the gateway a neighbor whose network is no longer ours")
  func networkIsGone() throws {
    var host = BoardHost()
    host.meet(.gateway)
    let other = Station(hardware: [2, 0, 0, 1, 0, 9], address: [10, 0, 0, 9])
    let subnet = try #require(IPv4Subnet(IPv4Address(10, 0, 0, 1), prefixLength: 8))
    try host.interface.addAddress(subnet, at: host.now)
    host.exchange(ARPBytes.request(from: other, for: [10, 0, 0, 1]))
    #expect(host.outcome(of: echoRequest(from: other).frame) == .answered)
    let wasOurs = host.interface.removeAddress(subnet.address)
    #expect(wasOurs)
    for _ in 0..<2 {
      let answer = try #require(host.exchange(echoRequest(from: other).frame).first)
      #expect(try SentFrame(answer).destination == Station.gateway.hardware)
    }
  }

  @Test("[A6] does not ask for a neighbor that it sends to and hears from")
  func heard() throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    for _ in 0..<40 {
      host.exchange(echoRequest().frame)
      try host.send(from: socket, to: Station.peer.address)
      host.exchange(echoRequest().frame)
      host.advance(.seconds(3))
    }
    #expect(host.interface.counters.arpRequestsSent == 0)
  }

  @Test("asks a familiar neighbor anew each time that another station claims its address")
  func claimedTwice() throws {
    var host = BoardHost()
    host.meet(.peer)
    let claim = ARPBytes.request(
      from: Station(hardware: Station.neighbor(9).hardware, address: Station.peer.address),
      for: [192, 0, 2, 77])
    for _ in 0..<2 {
      #expect(host.outcome(of: echoRequest().frame) == .answered)
      let question = try SentFrame(try #require(host.exchange(claim).first))
      #expect(question.isARPRequest && question.destination == Station.peer.hardware)
      #expect(host.outcome(of: echoRequest().frame) == .answered)
      host.advance(.seconds(2))
      host.poll()
    }
    let answer = try #require(host.exchange(echoRequest().frame).first)
    #expect(try SentFrame(answer).destination == Station.peer.hardware)
  }

  @Test("cuts its answers to a familiar neighbor that only shorter packets reach")
  func pathMTU() throws {
    var host = BoardHost()
    host.meet(.peer, .gateway)
    let request = echoRequest(pattern(1400)).frame
    #expect(host.exchange(request).count == 1)
    var reply = IPv4Bytes(protocol: 1, icmp(type: 0, rest: [1, 2, 0, 3], pattern(8)))
    (reply.source, reply.destination) = (Station.board.address, Station.peer.address)
    reply.totalLength = 1428
    reply.fragment = 0x4000
    let report = IPv4Bytes(
      protocol: 1, from: .gateway, icmp(type: 3, code: 4, rest: [0, 0, 4, 0], reply.packet))
    #expect(host.outcome(of: report.frame) == .delivered)
    let sent = host.exchange(request)
    #expect(sent.count == 2)
    #expect(sent.allSatisfy { $0.count <= 14 + 1024 })
  }

  @Test("takes a familiar neighbor's packet from another station for no sign of life of it")
  func otherHardware() throws {
    var host = BoardHost()
    host.meet(.peer)
    host.advance(.seconds(59))
    var packet = echoRequest()
    packet.frameSource = Station.neighbor(9).hardware
    let answer = try #require(host.exchange(packet.frame).first)
    #expect(try SentFrame(answer).destination == Station.peer.hardware)
    host.advance(.seconds(1))
    let next = try #require(host.exchange(packet.frame).first)
    #expect(try SentFrame(next).isARPRequest)
  }

  @Test("answers neighbors whose addresses end alike, each at its own station")
  func alikeAddresses() throws {
    var host = BoardHost()
    let stations = [Station.neighbor(9), .neighbor(25), .neighbor(10)]
    for station in stations { makeFamiliar(station, with: &host) }
    for _ in 0..<3 {
      for station in stations {
        let answer = try #require(host.exchange(echoRequest(from: station, [1]).frame).first)
        #expect(try SentFrame(answer).destination == station.hardware)
        let reply = try #require(host.exchange(ARPBytes.request(from: station)).first)
        #expect(try SentFrame(reply).destination == station.hardware)
      }
    }
  }

  @Test("lets a raw socket have the echoes of a familiar neighbor")
  func rawSocket() throws {
    var host = BoardHost()
    makeFamiliar(.peer, with: &host)
    let socket = try host.interface.bindRaw(.icmp)
    host.interface.device.arrive(echoRequest([1]).frame)
    var taken: [RawSocketID] = []
    _ = host.interface.poll(at: host.now, { _, slot in slot.discard() }) { packet in
      taken.append(packet.socket)
    }
    #expect(taken == [socket.id])
    #expect(host.interface.device.takeSent().count == 1)
  }

  @Test("drops a familiar neighbor's datagram without a checksum where its socket wants one")
  func refusesMissingChecksum() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    makeFamiliar(.peer, with: &host)
    var options = UDPSocketOptions()
    options.acceptsMissingChecksum = false
    host.interface.setOptions(options, of: socket)
    var datagram = udp([1])
    datagram.payload.replaceSubrange(6..<8, with: [0, 0])
    #expect(host.outcome(of: datagram.frame) == .udpChecksumMissing)
  }

  @Test("finds the more particular socket that was opened after datagrams came for another")
  func laterSocket() throws {
    var host = BoardHost()
    host.meet(.peer)
    let general = try host.interface.bind(port: 7)
    var taken: [UDPSocketID] = []
    func take(_ host: inout BoardHost) {
      host.exchange(udp([1]).frame) { datagram, slot in
        taken.append(datagram.socket)
        return slot.discard()
      }
    }
    take(&host)
    take(&host)
    let particular = try host.interface.bind(port: 7, address: IPv4Address(192, 0, 2, 2))
    let id = particular.id
    take(&host)
    host.interface.close(particular, at: host.now)
    take(&host)
    try host.interface.connect(general, to: Endpoint(Self.peer, port: 1))
    take(&host)
    #expect(taken == [general.id, general.id, id, general.id])
  }
}
