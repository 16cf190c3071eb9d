import NetStack
import Testing

/// Address resolution, answering (RFC 826; RFC 5227).
@Suite struct ARPTests {
  private let other = Station.neighbor(9)

  /// Whether the host knows the station's hardware address: it answers its echo at once.
  private func knows(_ station: Station, _ host: inout BoardHost) -> Bool {
    host.outcome(of: echoRequest(from: station).frame) == .answered
  }

  @Test(
    "[A1] drops a packet that is not about IPv4 over Ethernet",
    arguments: [
      ARPBytes(hardwareType: 6), ARPBytes(hardwareType: 0x0100), ARPBytes(protocolType: 0x86DD),
      ARPBytes(hardwareLength: 0), ARPBytes(hardwareLength: 5), ARPBytes(hardwareLength: 255),
      ARPBytes(protocolLength: 0), ARPBytes(protocolLength: 16), ARPBytes(protocolLength: 255),
    ])
  func unsupported(packet: ARPBytes) {
    var host = BoardHost()
    let reaction = host.react(to: packet.frame)
    #expect(reaction.outcome == .arpUnsupported)
    #expect(reaction.sent.isEmpty)
    #expect(!knows(.peer, &host))
  }

  @Test("drops a packet that is cut short", arguments: 0..<28)
  func truncated(length: Int) {
    var host = BoardHost()
    let frame = Array(ARPBytes().frame.prefix(14 + length))
    #expect(host.outcome(of: frame) == .arpTruncated)
  }

  /// The station that a reply to the peer's echo request goes to.
  private func stationOfPeer(_ host: inout BoardHost) throws -> [UInt8] {
    try SentFrame(try #require(host.exchange(echoRequest().frame).first)).destination
  }

  @Test(
    "[A2] takes a known sender's new hardware address from any operation, if the old one is silent",
    arguments: [1, 2, 0, 3, 4, 9, 65535] as [UInt16])
  func merges(operation: UInt16) throws {
    var host = BoardHost()
    host.meet(.peer)
    let moved = ARPBytes(
      operation: operation, senderHardware: other.hardware, targetProtocol: other.address)
    let reaction = host.react(to: moved.frame)
    #expect(reaction.outcome == .delivered)
    let request = try SentFrame(try #require(reaction.sent.first))
    #expect(request.isARPRequest && request.destination == Station.peer.hardware)
    #expect(host.interface.counters.neighborsContested == 1)
    host.advance(.seconds(1))
    #expect(host.poll().isEmpty)
    #expect(host.interface.counters.neighborsChanged == 1)
    #expect(try stationOfPeer(&host) == other.hardware)
  }

  @Test("nobody takes over the traffic of a neighbor that answers for its address")
  func takeover() throws {
    var host = BoardHost()
    host.meet(.peer)
    host.exchange(
      ARPBytes(operation: 2, senderHardware: other.hardware, targetProtocol: Station.board.address)
        .frame)
    #expect(try stationOfPeer(&host) == Station.peer.hardware)
    host.exchange(ARPBytes.reply(from: .peer))
    host.advance(.seconds(2))
    host.poll()
    #expect(host.interface.counters.neighborsChanged == 0)
    #expect(try stationOfPeer(&host) == Station.peer.hardware)
  }

  @Test("[A2] takes an expired sender's new hardware address at once")
  func mergesExpired() throws {
    var host = BoardHost()
    host.meet(.peer)
    host.advance(.seconds(60))
    host.exchange(ARPBytes(senderHardware: other.hardware, targetProtocol: other.address).frame)
    #expect(try stationOfPeer(&host) == other.hardware)
  }

  @Test("a static neighbor keeps its hardware address whatever ARP says, and for ever")
  func staticNeighbor() throws {
    var host = BoardHost()
    let hasRoom = host.interface.setStaticNeighbor(
      IPv4Address(192, 0, 2, 1), is: MACAddress(2, 0, 0, 0, 0, 0x77), at: host.now)
    #expect(hasRoom)
    host.exchange(ARPBytes.request(from: .peer))
    host.advance(.seconds(3600))
    #expect(try stationOfPeer(&host) == [2, 0, 0, 0, 0, 0x77])
    let wasKnown = host.interface.forgetNeighbor(IPv4Address(192, 0, 2, 1))
    #expect(wasKnown)
    host.exchange(ARPBytes.request(from: .peer))
    #expect(try stationOfPeer(&host) == Station.peer.hardware)
  }

  @Test("[A2] takes a known sender's new hardware address from its announcement")
  func mergesAnnouncement() throws {
    var host = BoardHost()
    host.meet(.peer)
    let announcement = ARPBytes(
      senderHardware: other.hardware, targetProtocol: Station.peer.address)
    host.exchange(announcement.frame)
    host.advance(.seconds(1))
    host.poll()
    #expect(try stationOfPeer(&host) == other.hardware)
  }

  @Test("[A3] answers a request with the fields swapped, to the requester alone")
  func answers() {
    var host = BoardHost()
    let reaction = host.react(to: ARPBytes.request(from: .peer))
    #expect(reaction.outcome == .answered)
    #expect(
      reaction.sent == [
        [
          0x02, 0, 0, 0, 0, 0x01, 0x02, 0, 0, 0, 0, 0x02, 0x08, 0x06,
          0, 1, 0x08, 0, 6, 4, 0, 2,
          0x02, 0, 0, 0, 0, 0x02, 192, 0, 2, 2,
          0x02, 0, 0, 0, 0, 0x01, 192, 0, 2, 1,
        ]
      ])
  }

  @Test("[A3] answers a request that was sent to it alone")
  func answersUnicast() {
    var host = BoardHost()
    var request = ARPBytes()
    request.destination = Station.board.hardware
    #expect(host.exchange(request.frame) == host.exchange(ARPBytes().frame))
  }

  @Test("[A3] answers each request that Linux answers, with the same bytes")
  func linux() throws {
    let frames = try capture("arp")
    var answered = 0
    for (index, frame) in frames.enumerated() where frame[6..<12] != Station.board.hardware[...] {
      var host = BoardHost()
      let next = index + 1 < frames.count ? frames[index + 1] : []
      let isAnswered = next.count > 21 && next[21] == 2 && next[6..<12] == frame[0..<6]
      let isForBoard = frame[21] == 1 && frame[38..<42] == Station.board.address[...]
      #expect(host.exchange(frame) == (isForBoard ? [next] : []), "frame \(index + 1)")
      answered += isForBoard ? 1 : 0
      if isAnswered { #expect(isForBoard, "frame \(index + 1)") }
    }
    #expect(answered == 4)
  }

  @Test("[A3] answers where the frame's source is not the sender")
  func sourceDiffers() throws {
    var host = BoardHost()
    var request = ARPBytes()
    request.source = other.hardware
    let reply = try SentFrame(try #require(host.exchange(request.frame).first))
    #expect(reply.destination == Station.peer.hardware)
    #expect(reply.targetHardware == Station.peer.hardware)
  }

  @Test("[A4] does not note what others ask each other, and is silent")
  func notForUs() {
    var host = BoardHost()
    let reaction = host.react(to: ARPBytes.request(from: .peer, for: other.address))
    #expect(reaction.outcome == .arpNotForUs)
    #expect(reaction.sent.isEmpty)
    #expect(!knows(.peer, &host))
  }

  @Test("[A4] does not note what others answer each other")
  func replyNotForUs() {
    var host = BoardHost()
    #expect(host.outcome(of: ARPBytes.reply(from: .peer, to: other)) == .frameNotForUs)
    var broadcast = ARPBytes(operation: 2, targetProtocol: other.address)
    #expect(host.outcome(of: broadcast.frame) == .arpNotForUs)
    broadcast.targetProtocol = Station.peer.address
    #expect(host.outcome(of: broadcast.frame) == .arpNotForUs)
    #expect(!knows(.peer, &host))
  }

  @Test("does not note an answer that it did not ask for")
  func unsolicited() {
    var host = BoardHost()
    let reaction = host.react(to: ARPBytes.reply(from: .peer))
    #expect(reaction.outcome == .arpUnsolicited)
    #expect(reaction.sent.isEmpty)
    #expect(!knows(.peer, &host))
  }

  @Test("takes operations that it does not know for no request", arguments: [0, 3, 4, 65535])
  func unknownOperation(operation: UInt16) {
    var host = BoardHost()
    let reaction = host.react(to: ARPBytes(operation: operation).frame)
    #expect(reaction.outcome == .arpUnsolicited)
    #expect(reaction.sent.isEmpty)
    #expect(!knows(.peer, &host))
  }

  @Test("[A5] answers a probe for its address and does not cache it")
  func probe() throws {
    var host = BoardHost()
    let probe = ARPBytes(senderProtocol: [0, 0, 0, 0])
    let reaction = host.react(to: probe.frame)
    #expect(reaction.outcome == .answered)
    let reply = try SentFrame(try #require(reaction.sent.first))
    #expect(reply.operation == 2)
    #expect(reply.destination == Station.peer.hardware)
    #expect(reply.senderProtocol == Station.board.address)
    #expect(reply.targetHardware == Station.peer.hardware)
    #expect(reply.targetProtocol == [0, 0, 0, 0])
    #expect(!knows(.peer, &host))
    #expect(host.outcome(of: ARPBytes.reply(from: .peer)) == .delivered, "asked for by knows")
  }

  @Test("[A5] leaves probes for others, and answers that come from 0.0.0.0, alone")
  func otherProbe() {
    var host = BoardHost()
    let probe = ARPBytes(senderProtocol: [0, 0, 0, 0], targetProtocol: other.address)
    #expect(host.outcome(of: probe.frame) == .arpNotForUs)
    let reply = ARPBytes(operation: 2, senderProtocol: [0, 0, 0, 0])
    #expect(host.outcome(of: reply.frame) == .arpNotForUs)
  }

  @Test("counts another station with its address and does not answer it", arguments: [1, 2])
  func conflict(operation: UInt16) {
    var host = BoardHost()
    for target in [Station.board.address, other.address] {
      let packet = ARPBytes(
        operation: operation, senderProtocol: Station.board.address, targetProtocol: target)
      let reaction = host.react(to: packet.frame)
      #expect(reaction.outcome == .arpConflict)
      #expect(reaction.sent.isEmpty)
    }
    #expect(host.interface.counters[.arpConflict] == 2)
  }

  @Test("[A12] does not take its own packet that comes back for a conflict")
  func loopedBack() {
    var host = BoardHost()
    let announcement = ARPBytes(
      senderHardware: Station.board.hardware, senderProtocol: Station.board.address)
    let probe = ARPBytes(senderHardware: Station.board.hardware, senderProtocol: [0, 0, 0, 0])
    for packet in [announcement, probe] {
      let reaction = host.react(to: packet.frame)
      #expect(reaction.outcome == .arpLoopedBack)
      #expect(reaction.sent.isEmpty)
    }
    #expect(host.interface.counters[.arpConflict] == 0)
  }

  @Test(
    "drops a sender whose hardware address no station can have",
    arguments: [[0, 0, 0, 0, 0, 0], Station.everyone, Station.allSystems])
  func invalidHardware(hardware: [UInt8]) {
    var host = BoardHost()
    var packet = ARPBytes(senderHardware: hardware)
    packet.source = Station.peer.hardware
    let reaction = host.react(to: packet.frame)
    #expect(reaction.outcome == .arpInvalidSender)
    #expect(reaction.sent.isEmpty)
  }

  @Test(
    "drops a sender that no host of the link can be",
    arguments: [
      [192, 0, 3, 1], [192, 0, 2, 0], [192, 0, 2, 255], [255, 255, 255, 255], [127, 0, 0, 1],
      [224, 0, 0, 1], [240, 0, 0, 1], [0, 0, 0, 1],
    ] as [[UInt8]])
  func invalidSender(address: [UInt8]) {
    var host = BoardHost()
    let reaction = host.react(to: ARPBytes(senderProtocol: address).frame)
    #expect(reaction.outcome == .arpInvalidSender)
    #expect(reaction.sent.isEmpty)
  }

  @Test("is silent without an address")
  func noAddress() {
    var host = BoardHost(subnet: nil)
    let reaction = host.react(to: ARPBytes.request(from: .peer, for: [0, 0, 0, 0]))
    #expect(reaction.outcome == .arpNotForUs)
    #expect(reaction.sent.isEmpty)
  }
}
