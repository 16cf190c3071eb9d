import NetStack
import Services
import Testing

/// A ping client and its interface, which it knows as a `NetworkInterface` only.
@Suite struct PingSendTests {
  @Test("a request that can't be sent is withdrawn, with the reason")
  func withdrawn() throws {
    var host = BoardHost()
    let socket = try host.interface.bindEcho(identifier: 7)
    // Our own address.
    let configuration = PingConfiguration(destination: IPv4Address(192, 0, 2, 2), count: 3)
    var client = PingClient<2>(on: socket.id, identifier: 7, configuration, at: host.now)
    let error = client.sendDue(from: socket, on: &host.interface, at: host.now)
    #expect(error == .invalidDestination)
    #expect(client.statistics.transmitted == 0)
    #expect(host.poll().isEmpty)
  }

  @Test("a service sends from a UDP socket as the socket's options say")
  func service() throws {
    var host = BoardHost()
    host.meet(.peer)
    try Self.send([1, 2, 3], on: &host.interface, at: host.now)
    let sent = try SentFrame(try #require(host.poll().first))
    #expect(sent.data == [1, 2, 3])
    #expect(sent.packetDestination == Station.peer.address)
  }

  private static func send(
    _ payload: [UInt8], on interface: inout some NetworkInterface & ~Copyable, at now: Instant
  ) throws {
    let socket = try interface.bind(port: 0)
    try interface.connect(socket, to: Endpoint(IPv4Address(192, 0, 2, 1), port: 9))
    try interface.send(payload.span, from: socket, at: now)
  }
}
