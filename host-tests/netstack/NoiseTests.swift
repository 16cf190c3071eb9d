import NetStack
import Testing

/// What hosts broadcast for ports that no socket has is most of what a board hears.
@Suite struct NoiseTests {
  /// A datagram to everybody.
  private func broadcast(
    to port: UInt16, at destination: [UInt8] = [192, 0, 2, 255],
    _ mutate: (inout IPv4Bytes) -> Void = { _ in }
  ) -> [UInt8] {
    var packet = UDPBytes(destinationPort: port, destination: destination, payload: [1]).packet
    packet.frameDestination = Station.everyone
    mutate(&packet)
    return packet.frame
  }

  @Test(
    "drops a datagram to many for a port that no socket has, whatever else it is",
    arguments: [
      ([192, 0, 2, 255], .udpPortClosed), ([255, 255, 255, 255], .udpPortClosed),
      ([224, 0, 0, 1], .udpPortClosed), ([224, 0, 0, 251], .ipv4NotForUs),
      ([198, 51, 100, 255], .ipv4NotForUs),
    ] as [([UInt8], FrameOutcome)])
  func closedPort(destination: [UInt8], outcome: FrameOutcome) throws {
    var host = BoardHost()
    try host.open(7)
    for frame in [
      broadcast(to: 9, at: destination),
      broadcast(to: 9, at: destination) { $0.source = [0, 0, 0, 0] },
      broadcast(to: 9, at: destination) { $0.headerChecksum = 0x1234 },
    ] {
      let reaction = host.react(to: frame)
      #expect(reaction.outcome == outcome)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("takes in datagrams to many for any port of a socket, whatever other ports end alike")
  func openPort() throws {
    var host = BoardHost()
    try host.open(7)
    // The last five bits of 39 and 71 are those of 7.
    let other = try host.interface.bind(port: 39)
    #expect(host.outcome(of: broadcast(to: 7)) == .delivered)
    #expect(host.outcome(of: broadcast(to: 39)) == .delivered)
    #expect(host.outcome(of: broadcast(to: 71)) == .udpPortClosed)
    host.interface.close(other, at: host.now)
    #expect(host.outcome(of: broadcast(to: 7)) == .delivered)
    #expect(host.outcome(of: broadcast(to: 39)) == .udpPortClosed)
  }

  @Test("checks a datagram to many for the port of a socket like any other")
  func checks() throws {
    var host = BoardHost()
    try host.open(7)
    #expect(host.outcome(of: broadcast(to: 7) { $0.headerChecksum = 0x1234 }) == .ipv4Checksum)
    #expect(host.outcome(of: broadcast(to: 7) { $0.payload[8] ^= 1 }) == .udpChecksum)
    #expect(host.outcome(of: broadcast(to: 7) { $0.source = [0, 0, 0, 0] }) == .ipv4InvalidSource)
  }

  @Test("looks for no port in a fragment, behind options, in another protocol or in a short packet")
  func otherPackets() throws {
    var host = BoardHost()
    try host.open(7)
    #expect(host.outcome(of: broadcast(to: 9) { $0.fragment = 0x2000 }) == .fragmentMalformed)
    #expect(host.outcome(of: broadcast(to: 9) { $0.options = [1, 1, 1, 0] }) == .udpPortClosed)
    #expect(host.outcome(of: broadcast(to: 9) { $0.protocol = 253 }) == .ipv4ProtocolUnknown)
    #expect(host.outcome(of: broadcast(to: 9) { $0.payload = [0, 9, 0, 9] }) == .udpTruncated)
  }
}
