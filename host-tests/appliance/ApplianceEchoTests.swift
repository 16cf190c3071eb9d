import NetStack
import Testing

/// The UDP echo service (RFC 862) on port 7.
@Suite("The appliance's echo service")
struct ApplianceEchoTests {
  /// An appliance that knows its peer's hardware address.
  private func start() throws -> TestAppliance {
    var appliance = try TestAppliance()
    try #require(appliance.exchange(PeerFrame.arpRequest).count == 1)
    return appliance
  }

  @Test("sends a datagram back where it came from", arguments: [0, 1, 56, 1472])
  func answer(size: Int) throws {
    var appliance = try start()
    let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
    let sent = appliance.exchange(PeerFrame.datagram(from: 40_000, to: 7, payload))
    let frame = try #require(sent.first)
    #expect(sent.count == 1)
    try #require(frame.count >= 42)
    #expect(Array(frame[0..<6]) == PeerFrame.hardware)
    #expect(frame[23] == 17)
    // Source and destination address, then the ports.
    #expect(Array(frame[26..<34]) == [192, 0, 2, 2, 192, 0, 2, 1])
    #expect(Array(frame[34..<38]) == [0, 7, 0x9C, 0x40])
    #expect(Array(frame[42...]) == payload)
  }

  @Test("is silent to what was sent to all", arguments: [[192, 0, 2, 255], [255, 255, 255, 255]])
  func broadcast(address: [UInt8]) throws {
    var appliance = try start()
    #expect(appliance.exchange(PeerFrame.datagram(address: address, [1])).isEmpty)
  }

  @Test("is silent to another echo service, or the two would never stop")
  func echoToEcho() throws {
    var appliance = try start()
    #expect(appliance.exchange(PeerFrame.datagram(from: 7, [1])).isEmpty)
  }

  @Test("leaves other ports closed: ICMP port unreachable (RFC 1122 §4.1.3.1)")
  func otherPort() throws {
    var appliance = try start()
    let sent = appliance.exchange(PeerFrame.datagram(to: 8, [1]))
    try #require(sent.count == 1 && sent[0].count > 36)
    #expect(sent[0][23] == 1)
    #expect(Array(sent[0][34..<36]) == [3, 3])
  }
}
