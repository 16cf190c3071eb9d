import NetStack
import Testing

/// Frames at the door (RFC 894; RFC 1122 §2.3.3).
@Suite struct EthernetTests {
  @Test("[E1] ignores the padding behind a packet")
  func ignoresPadding() {
    var host = BoardHost()
    host.meet(.peer)
    let request = echoRequest([1, 2, 3]).frame
    let plain = host.react(to: request)
    let padded = host.react(to: request + pattern(60 - request.count))
    #expect(plain.sent == padded.sent)
    #expect(plain.sent.map(\.count) == [45])
  }

  @Test("[E1] ignores the padding behind an ARP packet")
  func ignoresARPPadding() {
    var host = BoardHost()
    let request = ARPBytes.request(from: .peer)
    #expect(host.exchange(request) == host.exchange(request + pattern(18)))
  }

  @Test("[E1] takes padding for no part of a packet that lacks it")
  func paddingIsNoPayload() {
    var host = BoardHost()
    var packet = echoRequest([1, 2, 3])
    packet.totalLength = 19
    #expect(host.outcome(of: packet.frame.padded) == .ipv4HeaderLength)
  }

  @Test(
    "[E2] drops a frame of an unknown type silently",
    arguments: [0x86DD, 0x8100, 0x88CC, 0x0801, 0xFFFF, 46] as [UInt16])
  func unknownType(type: UInt16) {
    var host = BoardHost()
    let reaction = host.react(to: ethernet(type: type, pattern(46)))
    #expect(reaction.outcome == .etherTypeUnknown)
    #expect(reaction.sent.isEmpty)
  }

  @Test("drops a frame without a whole header", arguments: 0...13)
  func runt(length: Int) {
    var host = BoardHost()
    #expect(host.outcome(of: [UInt8](repeating: 0xFF, count: length)) == .frameTruncated)
  }

  @Test("drops a frame for another station in the least host too")
  func otherStationInTheLeast() {
    var host = FeatureHost<MinimalFeatures, 1, 1, 1, 0, 0>()
    host.meet(.peer)
    var packet = echoRequest()
    #expect(host.outcome(of: packet.frame) == .answered)
    packet.frameDestination = Station.neighbor(9).hardware
    #expect(host.outcome(of: packet.frame) == .frameNotForUs)
    packet.frameDestination = Station.everyone
    #expect(host.outcome(of: packet.frame) == .ipv4LinkBroadcast)
  }

  @Test("drops a frame for another station")
  func otherStation() {
    var host = BoardHost()
    var packet = echoRequest()
    packet.frameDestination = Station.neighbor(9).hardware
    #expect(host.outcome(of: packet.frame) == .frameNotForUs)
  }

  @Test(
    "drops a frame that a group claims to have sent",
    arguments: [Station.everyone, Station.allSystems])
  func groupSource(source: [UInt8]) {
    var host = BoardHost()
    var packet = echoRequest()
    packet.frameSource = source
    let reaction = host.react(to: packet.frame)
    #expect(reaction.outcome == .frameSourceIsGroup)
    #expect(reaction.sent.isEmpty)
  }

  @Test("sends from its device's address to the sender's")
  func addresses() throws {
    var host = BoardHost()
    host.meet(.peer)
    let reply = try SentFrame(try #require(host.exchange(echoRequest().frame).first))
    #expect(reply.source == Station.board.hardware)
    #expect(reply.destination == Station.peer.hardware)
  }
}
