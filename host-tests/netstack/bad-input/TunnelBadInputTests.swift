import NetStack
import Testing

/// Packets within packets, which a host without tunnels does not open (RFC 1122 §3.2.2.1).
@Suite struct TunnelBadInputTests {
  /// An echo request within, whose header starts so.
  private static func inner(_ start: [UInt8]) -> [UInt8] {
    Array(
      ipv4(
        start + [0, 1, 0, 0, 64, 1, 0, 0, 192, 0, 2, 9, 192, 0, 2, 2],
        [8, 0, 0xF7, 0xFF, 0, 0, 0, 0])[14...])
  }

  private static let payloads: [(UInt8, [UInt8])] = [
    // IP in IP: sound, with total lengths that are too short and too long, with a longer header.
    (4, inner([0x45, 0, 0, 28])), (4, inner([0x45, 0, 0, 0])), (4, inner([0x45, 0, 0, 20])),
    (4, inner([0x45, 0, 0xFF, 0xFF])), (4, inner([0x4F, 0, 0, 28])), (4, inner([0x40, 0, 0, 28])),
    (4, [0x45]), (4, []),
    // IPv6 whose payload length is too long, and none.
    (41, [0x60, 0, 0, 0, 0xFF, 0xFF, 58, 64] + pattern(32)), (41, [0x60]), (41, []),
    // GRE with all flags, and with a packet.
    (47, [0xFF, 0xFF, 0x08, 0x00]), (47, [0, 0, 0x08, 0x00] + inner([0x45, 0, 0, 28])), (47, []),
    // ESP, AH, EtherIP, L2TP, SCTP, reserved.
    (50, pattern(9)), (51, [17, 255, 0, 0]), (97, [0x30, 0] + pattern(14)), (115, []),
    (132, pattern(12)), (255, pattern(3)), (4, pattern(529)), (41, pattern(1480)),
  ]

  @Test(
    "[bad input 14] answers a tunnel with its packet as it came and nothing else",
    arguments: payloads)
  func quoted(number: UInt8, payload: [UInt8]) throws {
    for garbage: UInt8 in [0xA5, 0x00] {
      var device = TestDevice()
      // What a careless quote would leak.
      device.garbage = garbage
      var host = try makeBadInputHost(device)
      let length = octets(UInt16(20 + payload.count))
      let header = [0x45, 0] + length + [0, 7, 0, 0, 64, number, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]
      let frame = ipv4(header, payload)
      let reaction = host.react(to: frame.padded)
      #expect(reaction.outcome == .answered)
      #expect(reaction.sent == [unreachable(code: 2, Array(frame[14...]))])
      expectPingStillWorks(&host)
    }
  }

  @Test("[bad input 14] drops a tunnel to a group silently", arguments: [4, 41, 47] as [UInt8])
  func group(number: UInt8) throws {
    for destination: [UInt8] in [[224, 0, 0, 1], [192, 0, 2, 255], [255, 255, 255, 255]] {
      let start: [UInt8] = [0x45, 0, 0, 48, 0, 7, 0, 0, 64, number, 0, 0, 192, 0, 2, 1]
      let frame = ipv4(start + destination, Self.inner([0x45, 0, 0, 28]))
      try expectDrop(BadFrame("tunnel", frame, .ipv4ProtocolUnknown))
    }
  }
}
