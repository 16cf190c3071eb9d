import NetStack
import Testing

/// Several addresses on one interface, and the routes beyond its networks (RFC 1122 §3.3.1,
/// §3.3.4).
@Suite struct AddressTests {
  private let second = IPv4Address(10, 0, 0, 2)

  private func subnet(_ address: IPv4Address, _ length: UInt8) throws -> IPv4Subnet {
    try #require(IPv4Subnet(address, prefixLength: length))
  }

  private func makeHost() throws -> BoardHost {
    var host = BoardHost()
    try host.interface.addAddress(subnet(second, 8), at: host.now)
    return host
  }

  @Test("answers ARP and ping for each of its addresses, from the one that was asked")
  func answersForEach() throws {
    var host = try makeHost()
    let peer = Station(hardware: [2, 0, 0, 0, 0, 0x33], address: [10, 9, 9, 9])
    let question = ARPBytes.request(from: peer, for: [10, 0, 0, 2])
    let answer = try SentFrame(try #require(host.exchange(question).first))
    #expect(answer.senderProtocol == [10, 0, 0, 2])
    var echo = echoRequest(from: peer)
    echo.destination = [10, 0, 0, 2]
    let reply = try SentFrame(try #require(host.exchange(echo.frame).first))
    #expect(reply.packetSource == [10, 0, 0, 2])
    #expect(reply.destination == peer.hardware)
  }

  @Test("asks for a neighbor from the address in the neighbor's network")
  func asksFromTheSameNetwork() throws {
    var host = try makeHost()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: [10, 1, 2, 3])
    let request = try SentFrame(try #require(host.poll().first))
    #expect(request.senderProtocol == [10, 0, 0, 2])
    let reply = ARPBytes.reply(
      from: Station(hardware: [2, 0, 0, 0, 0, 7], address: [10, 1, 2, 3]))
    let sent = try SentFrame(try #require(host.exchange(reply).first))
    #expect(sent.packetSource == [10, 0, 0, 2])
  }

  @Test("listens to the broadcast of each of its networks")
  func broadcasts() throws {
    var host = try makeHost()
    try host.open(7)
    var datagram = udp()
    datagram.frameDestination = Station.everyone
    datagram.destination = [10, 255, 255, 255]
    #expect(host.outcome(of: datagram.frame) == .udpChecksum)
    datagram.destination = [10, 255, 255, 254]
    #expect(host.outcome(of: datagram.frame) == .ipv4NotForUs)
  }

  @Test("is silent at an address that it gave up")
  func removal() throws {
    var host = try makeHost()
    let wasOurs = host.interface.removeAddress(IPv4Address(192, 0, 2, 2))
    #expect(wasOurs)
    #expect(host.outcome(of: echoRequest().frame) == .ipv4NotForUs)
    #expect(host.outcome(of: ARPBytes.request(from: .peer)) == .arpInvalidSender)
    #expect(host.interface.subnet(at: 0)?.address == second)
    #expect(host.interface.subnet(at: 1) == nil)
    let again = host.interface.removeAddress(IPv4Address(192, 0, 2, 2))
    #expect(!again)
  }

  @Test("refuses an address that is no host's, one that it has, and a fifth")
  func refusals() throws {
    var host = BoardHost()
    let network = try subnet(IPv4Address(10, 0, 0, 0), 8)
    #expect(throws: AddressError.notAHost) { try host.interface.addAddress(network, at: host.now) }
    let same = try subnet(IPv4Address(192, 0, 2, 2), 16)
    #expect(throws: AddressError.inUse) { try host.interface.addAddress(same, at: host.now) }
    for last in 1...3 as ClosedRange<UInt8> {
      try host.interface.addAddress(subnet(IPv4Address(10, 0, 0, last), 8), at: host.now)
    }
    let fifth = try subnet(IPv4Address(10, 0, 0, 4), 8)
    #expect(throws: AddressError.tooManyAddresses) {
      try host.interface.addAddress(fifth, at: host.now)
    }
  }

  @Test("takes the route with the longest prefix, then with the lowest metric")
  func routes() throws {
    var host = BoardHost()
    let (near, far) = (IPv4Address(192, 0, 2, 10), IPv4Address(192, 0, 2, 11))
    let network = try subnet(IPv4Address(198, 51, 100, 0), 24)
    try host.interface.addRoute(Route(to: network, gateway: far, metric: 5))
    try host.interface.addRoute(Route(to: network, gateway: near, metric: 1))
    let inside = host.interface.gateway(to: IPv4Address(198, 51, 100, 7))
    #expect(inside == near)
    let outside = host.interface.gateway(to: IPv4Address(198, 51, 101, 7))
    #expect(outside == IPv4Address(192, 0, 2, 254))
    try host.interface.addRoute(Route(to: network, gateway: near, metric: 9))
    let changed = host.interface.gateway(to: IPv4Address(198, 51, 100, 7))
    #expect(changed == far)
    let wasThere = host.interface.removeRoute(Route(to: network, gateway: far))
    #expect(wasThere)
    let left = host.interface.gateway(to: IPv4Address(198, 51, 100, 7))
    #expect(left == near)
  }

  @Test("refuses a gateway that is no neighbor, and a fifth route")
  func routeRefusals() throws {
    var host = BoardHost()
    let elsewhere = Route(to: .all, gateway: IPv4Address(198, 51, 100, 1))
    #expect(throws: RouteError.gatewayOffLink) { try host.interface.addRoute(elsewhere) }
    for last in 20...22 as ClosedRange<UInt8> {
      try host.interface.addRoute(Route(to: .all, gateway: IPv4Address(192, 0, 2, last)))
    }
    let fifth = Route(to: .all, gateway: IPv4Address(192, 0, 2, 23))
    #expect(throws: RouteError.tooManyRoutes) { try host.interface.addRoute(fifth) }
  }
}
