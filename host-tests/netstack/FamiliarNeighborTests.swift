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

  @Test(
    "answers a familiar neighbor in the very words that it answers a stranger in",
    arguments: [
      ARPBytes.request(from: .peer), echoRequest(sequence: 9, [1, 2, 3]).frame,
      echoRequest().frame, udp([1, 2, 3, 4, 5]).frame, udp([]).frame,
      udp(port: 0, [1]).frame,
    ])
  func sameAnswer(frame: [UInt8]) throws {
    for options in [(ttl: nil, tos: 0), (ttl: 3, tos: 0xB8)] as [(ttl: UInt8?, tos: UInt8)] {
      var host = BoardHost()
      let socket = try host.interface.bind(port: 7)
      var socketOptions = UDPSocketOptions()
      socketOptions.timeToLive = options.ttl
      socketOptions.typeOfService = options.tos
      host.interface.setOptions(socketOptions, of: socket)
      host.meet(.peer)
      let familiar = host.react(to: frame) { $1.send(copying: $0.payload) }
      try doubt(&host)
      let strange = host.react(to: frame) { $1.send(copying: $0.payload) }
      #expect(familiar.outcome == strange.outcome)
      #expect(familiar.sent == strange.sent)
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
