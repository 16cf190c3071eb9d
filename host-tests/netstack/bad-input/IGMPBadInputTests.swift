import NetStack
import Testing

/// Group management messages that no router sends (RFC 2236; RFC 3376).
@Suite struct IGMPBadInputTests {
  /// A query of 12 bytes whose number of sources is not what follows.
  private static func sources(_ number: UInt16, _ data: [UInt8]) -> [UInt8] {
    igmp([0x11, 10, 0, 0, 224, 1, 1, 1, 2, 125] + octets(number) + data)
  }

  private static let messages: [[UInt8]] =
    (0...3).map { [0x11, 0, 0xEE, 0xFF].prefix($0) + [] }
    + (4...7).map { igmp([0x11, 0, 0, 0] + [UInt8](repeating: 0, count: $0 - 4)) }
    + [
      // To answer at once, and after the longest time, in each version.
      igmp([0x11, 0, 0, 0, 0, 0, 0, 0]), igmp([0x11, 0, 0, 0, 224, 0, 0, 1]),
      igmp([0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), igmp([0x11, 255, 0, 0, 0, 0, 0, 0]),
      igmp([0x11, 255, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]),
      // Of a length between the versions'.
      igmp([0x11, 10, 0, 0, 0, 0, 0, 0, 2]), igmp([0x11, 10, 0, 0, 0, 0, 0, 0, 2, 125, 0]),
      sources(1, []), sources(1, [10, 0, 0]), sources(2, [10, 0, 0, 1]), sources(0x4000, []),
      sources(0xFFFF, []), sources(0xFFFF, pattern(1400)), sources(0, pattern(400)),
      // About an address that is no group, with a wrong checksum, of other types.
      igmp([0x11, 10, 0, 0, 192, 0, 2, 2]), [0x11, 10, 0xBE, 0xEF, 0, 0, 0, 0],
      igmp([0x12, 0, 0, 0, 224, 0, 0, 1]), igmp([0x16, 0, 0, 0, 224, 0, 0, 1]),
      igmp([0x17, 0, 0, 0, 224, 0, 0, 1]), igmp([0x22, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
      igmp([0x22, 0, 0, 0, 0, 0, 0, 1, 6, 0xFF, 0xFF, 0xFF, 224, 0, 0, 1]),
      igmp([0x13, 0, 0, 0, 0, 0, 0, 0]), igmp([0x00, 0, 0, 0, 0, 0, 0, 0]),
      igmp([0xFF, 0, 0, 0, 0, 0, 0, 0]),
    ]

  @Test("[bad input 22] reports nothing for a query to all systems", arguments: messages)
  func toGroup(message: [UInt8]) throws {
    for options in [[], routerAlert, [0x94, 3, 0, 0]] {
      var packet = IPv4Bytes(protocol: 2, message)
      packet.destination = [224, 0, 0, 1]
      packet.frameDestination = Station.allSystems
      packet.timeToLive = 1
      packet.options = options
      var host = try makeBadInputHost()
      #expect(host.react(to: packet.frame).sent.isEmpty)
      expectPingStillWorks(&host)
      // Longer than any query gives, and than the peer is known for.
      for _ in 0..<300 {
        host.advance(.seconds(1))
        #expect(host.poll().isEmpty)
      }
      host.meet(.peer)
      expectPingStillWorks(&host)
    }
  }

  @Test("[bad input 22] is not harmed by a message to itself", arguments: messages)
  func toHost(message: [UInt8]) throws {
    for timeToLive: UInt8 in [1, 64] {
      var packet = IPv4Bytes(protocol: 2, message)
      packet.timeToLive = timeToLive
      var host = try makeBadInputHost()
      let reaction = host.react(to: packet.frame)
      #expect(reaction.sent.isEmpty)
      #expect([.igmpIgnored, .delivered].contains(reaction.outcome))
      expectPingStillWorks(&host)
    }
  }
}
