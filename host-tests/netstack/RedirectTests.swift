import Testing

@testable import NetStack

/// Redirects, as they are read (RFC 792) and believed (RFC 1122 §3.2.2.2).
@Suite struct RedirectTests {
  private static let firstHop = IPv4Address(192, 0, 2, 1)
  private static let better = IPv4Address(192, 0, 2, 9)

  /// Bytes of a redirect to 192.0.2.9 for what 192.0.2.2 sends to 198.51.100.7.
  private func read(
    type: UInt8 = 5, code: UInt8 = 1, gateway: [UInt8] = [192, 0, 2, 9]
  ) throws -> Redirect? {
    let quote: [UInt8] = [
      0x45, 0x00, 0x00, 0x1C, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11, 0x00, 0x00, 192, 0, 2, 2,
      198, 51, 100, 7, 0x00, 0x07, 0x9C, 0x40, 0x00, 0x08, 0x00, 0x00,
    ]
    let bytes = icmp(type: type, code: code, rest: gateway, quote)
    let message = try ICMPv4Message(bytes.span)
    return Redirect(message, try IPv4Quote(message.payload))
  }

  @Test("[C12] reads the gateway and the packet's addresses, whatever the code", arguments: 0...3)
  func fields(_ code: UInt8) throws {
    let redirect = try #require(try read(code: code))
    #expect(redirect.gateway == Self.better)
    #expect(redirect.source == IPv4Address(192, 0, 2, 2))
    #expect(redirect.destination == IPv4Address(198, 51, 100, 7))
  }

  @Test("takes no other message for one")
  func otherMessages() throws {
    for type in UInt8.min ... .max where type != 5 { #expect(try read(type: type) == nil) }
    for code in UInt8(4) ... .max { #expect(try read(code: code) == nil) }
  }

  private func verdict(
    _ gateway: [UInt8] = [192, 0, 2, 9], from sender: IPv4Address = Self.firstHop,
    firstHop: IPv4Address? = Self.firstHop, isForGroup: Bool = false,
    isSourceOurs: Bool = true, isDestinationPeer: Bool = true, isGatewayNeighbor: Bool = true
  ) throws -> RedirectVerdict {
    RedirectVerdict(
      on: try #require(try read(gateway: gateway)), from: sender, firstHop: firstHop,
      isForGroup: isForGroup, isSourceOurs: isSourceOurs,
      isDestinationPeer: isDestinationPeer, isGatewayNeighbor: isGatewayNeighbor)
  }

  @Test("[C12] follows the first hop to another gateway of our link")
  func followed() throws {
    #expect(try verdict() == .followed)
  }

  @Test("[C12] follows nobody but the first hop")
  func notFromFirstHop() throws {
    #expect(try verdict(from: Self.better) == .notFromFirstHop)
    #expect(try verdict(from: IPv4Address(198, 51, 100, 7)) == .notFromFirstHop)
  }

  @Test("[C12] follows nobody for a destination that no gateway leads to")
  func onLink() throws {
    #expect(try verdict(firstHop: nil) == .notFromFirstHop)
  }

  @Test("[C12] follows to no gateway that is not another host of our link")
  func invalidGateway() throws {
    #expect(try verdict(isGatewayNeighbor: false) == .invalidGateway)
  }

  @Test("follows to no gateway that names itself")
  func unchanged() throws {
    #expect(try verdict([192, 0, 2, 1]) == .unchanged)
  }

  @Test("follows none that quotes a packet of others, came to many, or is for many")
  func facts() throws {
    #expect(try verdict(isSourceOurs: false) == .notOurPacket)
    #expect(try verdict(isForGroup: true) == .toGroup)
    #expect(try verdict(isDestinationPeer: false) == .invalidDestination)
  }

  @Test("follows only when every fact speaks for it")
  func allFacts() throws {
    var followed = 0
    for facts in 0..<64 {
      let bit = { (position: Int) in facts >> position & 1 == 1 }
      let verdict = try verdict(
        bit(0) ? [192, 0, 2, 9] : [192, 0, 2, 1], from: bit(1) ? Self.firstHop : Self.better,
        isForGroup: !bit(2), isSourceOurs: bit(3), isDestinationPeer: bit(4),
        isGatewayNeighbor: bit(5))
      if verdict == .followed { followed += 1 }
      #expect((verdict == .followed) == (facts == 63))
    }
    #expect(followed == 1)
  }
}
