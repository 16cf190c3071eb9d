import NetStack
import Testing

/// Packets whose lengths disagree, or whose sender can't be (RFC 791; RFC 1122 §3.2.1).
@Suite struct IPv4BadInputTests {
  private static let echo: [UInt8] = [8, 0, 0xF7, 0xFF, 0, 0, 0, 0]
  private static let noOperations = [UInt8](repeating: 1, count: 40)

  /// A packet from the peer that starts so, with the protocol of ICMP.
  private static func packet(_ start: [UInt8], _ payload: [UInt8] = echo) -> [UInt8] {
    ipv4(start + [0x12, 0x34, 0, 0, 64, 1, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2], payload)
  }

  // Version and header length, type of service, total length.
  @Test(
    "[bad input 7] drops a packet whose lengths disagree",
    arguments: [
      BadFrame("IHL 0, 28", packet([0x40, 0, 0, 28]), .ipv4HeaderLength),
      BadFrame("IHL 0, 0", packet([0x40, 0, 0, 0]), .ipv4HeaderLength),
      BadFrame("IHL 1, 4", packet([0x41, 0, 0, 4]), .ipv4HeaderLength),
      BadFrame("IHL 2, 28", packet([0x42, 0, 0, 28]), .ipv4HeaderLength),
      BadFrame("IHL 3, 65535", packet([0x43, 0, 0xFF, 0xFF]), .ipv4HeaderLength),
      BadFrame("IHL 4, 16", packet([0x44, 0, 0, 16]), .ipv4HeaderLength),
      BadFrame("IHL 6, 23", packet([0x46, 0, 0, 23], [1, 1, 1, 1]), .ipv4HeaderLength),
      BadFrame("IHL 15, 20", packet([0x4F, 0, 0, 20], noOperations + echo), .ipv4HeaderLength),
      BadFrame("IHL 15, 28", packet([0x4F, 0, 0, 28], noOperations + echo), .ipv4HeaderLength),
      BadFrame("IHL 15, 59", packet([0x4F, 0, 0, 59], noOperations + echo), .ipv4HeaderLength),
      BadFrame("IHL 15, 28 of 28", packet([0x4F, 0, 0, 28]), .ipv4HeaderLength),
      BadFrame("IHL 15, 60 of 20", packet([0x4F, 0, 0, 60], []), .ipv4TotalLength),
      BadFrame("IHL 15, 60 of 59", packet([0x4F, 0, 0, 60], pattern(39)), .ipv4TotalLength),
      BadFrame("IHL 6, 24 of 20", packet([0x46, 0, 0, 24], []), .ipv4TotalLength),
      BadFrame("0 of 60", packet([0x45, 0, 0, 0]).padded, .ipv4HeaderLength),
      BadFrame("19 of 60", packet([0x45, 0, 0, 19]).padded, .ipv4HeaderLength),
      BadFrame("19 of 1500", packet([0x45, 0, 0, 19], pattern(1480)), .ipv4HeaderLength),
      BadFrame("29 of 28", packet([0x45, 0, 0, 29]), .ipv4TotalLength),
      BadFrame("47 of 46, padded", packet([0x45, 0, 0, 47]).padded, .ipv4TotalLength),
      BadFrame("28, swapped", packet([0x45, 0, 28, 0]), .ipv4TotalLength),
      BadFrame("1501 of 1500", packet([0x45, 0, 0x05, 0xDD], pattern(1480)), .ipv4TotalLength),
      BadFrame("65535 of 28", packet([0x45, 0, 0xFF, 0xFF]), .ipv4TotalLength),
    ])
  func lengths(frame: BadFrame) throws {
    try expectDrop(frame)
  }

  // Type, length, value; what has no length octet is 0 or 1.
  @Test(
    "[bad input 8] bears options of bad lengths",
    arguments: [
      [0x94, 0, 0, 0], [0x94, 1, 0, 0], [0x94, 3, 0, 0], [0x94, 5, 0, 0], [0x94, 41, 0, 0],
      [0x99, 0, 0, 0], [0x99, 1, 0, 0], [0x99, 255, 0, 0], [130, 11, 0, 0], [136, 4, 0, 1],
      [1, 1, 0x94, 4], [1, 1, 1, 0x94], [1, 1, 1, 68], [0, 7, 0, 7], [0, 0xFF, 0xFF, 0xFF],
      // Record route: a pointer before, into and far behind its entry; half an entry; one too many.
      [7, 7, 0, 0, 0, 0, 0, 0], [7, 7, 3, 0, 0, 0, 0, 0], [7, 7, 5, 0, 0, 0, 0, 0],
      [7, 7, 255, 0, 0, 0, 0, 0], [7, 5, 4, 0, 0, 0, 0, 0], [7, 3, 4, 0], [7, 3, 0, 0],
      [7, 9, 4, 0, 0, 0, 0, 0], [7, 7, 4, 0, 0, 0, 0, 7, 7, 4, 0, 0],
      [7, 40, 4] + [UInt8](repeating: 0, count: 37), [7, 39, 4] + [UInt8](repeating: 7, count: 37),
      [7, 41, 4] + [UInt8](repeating: 0, count: 37),
      // Timestamps: the same, and full ones, with other flags and the overflow at its end.
      [68, 0, 5, 0], [68, 1, 5, 0], [68, 2, 5, 0], [68, 3, 5, 0], [68, 5, 5, 0], [68, 255, 5, 0],
      [68, 8, 0, 0, 0, 0, 0, 0], [68, 8, 4, 1, 0, 0, 0, 0], [68, 8, 255, 1, 0, 0, 0, 0],
      [68, 12, 5, 0xF1, 192, 0, 2, 1, 0, 0, 0, 0], [68, 12, 13, 0xF1, 192, 0, 2, 1, 0, 0, 0, 0],
      [68, 12, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0], [68, 12, 5, 3, 192, 0, 2, 9, 0, 0, 0, 0],
      [68, 8, 9, 0xF0, 0, 0, 0, 0], [68, 8, 5, 0x0F, 0, 0, 0, 0], [68, 36, 5, 0, 0, 0, 0, 0],
      [UInt8](repeating: 1, count: 39) + [0x94], [UInt8](repeating: 0, count: 40),
      [UInt8](repeating: 7, count: 40), [UInt8](repeating: 68, count: 40),
    ] as [[UInt8]])
  func options(options: [UInt8]) throws {
    try expectHarmless(options: options)
  }

  /// Source routes that are none, lead on from here, or come from where no packet comes.
  static let badSourceRoutes: [[UInt8]] = [
    [131, 0, 4, 0], [131, 1, 4, 0], [131, 2, 4, 0], [131, 255, 4, 0], [137, 0, 0, 0],
    [131, 3, 0, 0], [131, 7, 0, 192, 0, 2, 9, 0], [131, 7, 3, 192, 0, 2, 9, 0],
    [131, 7, 5, 192, 0, 2, 9, 0], [131, 7, 255, 224, 0, 0, 1, 0], [137, 6, 4, 192, 0, 2, 9, 0],
    [131, 9, 4, 192, 0, 2, 9, 0], [131, 7, 4, 192, 0, 2, 9, 0], [137, 7, 4, 192, 0, 2, 9, 0],
    [131, 11, 8, 192, 0, 2, 1, 192, 0, 2, 9, 0], [137, 11, 4, 198, 51, 100, 1, 192, 0, 2, 9, 0],
    [131, 7, 8, 192, 0, 2, 9, 131, 7, 8, 192, 0, 2, 9, 0, 0],
    [131, 7, 8, 192, 0, 2, 9, 137, 7, 8, 192, 0, 2, 9, 0, 0], [131, 3, 4, 131, 3, 4, 137, 3],
    [131, 7, 8, 224, 0, 0, 1, 0], [131, 7, 8, 255, 255, 255, 255, 0], [131, 7, 8, 127, 0, 0, 1, 0],
    [131, 7, 8, 0, 0, 0, 0, 0], [131, 7, 8, 192, 0, 2, 2, 0], [131, 7, 8, 192, 0, 2, 255, 0],
    [131, 7, 8, 240, 0, 0, 1, 0], [137, 7, 8, 198, 51, 100, 1, 0],
    [131, 39, 4] + [UInt8](repeating: 192, count: 37), [137, 41, 40] + pattern(37),
  ]

  @Test("[bad input 9] sends nothing along a bad source route", arguments: badSourceRoutes)
  func badSourceRoute(options: [UInt8]) throws {
    try expectHarmless(options: options, isDropped: true)
  }

  @Test(
    "[bad input 9] sends errors to the source, whatever route the packet took",
    arguments: [
      [131, 7, 8, 192, 0, 2, 9, 0], [137, 7, 8, 192, 0, 2, 9, 0],
      [131, 11, 12, 198, 51, 100, 1, 192, 0, 2, 9, 0],
      [131, 39, 40] + [UInt8](repeating: 9, count: 36) + [0],
    ] as [[UInt8]])
  func routedError(options: [UInt8]) throws {
    for var packet in [udp(to: 9, pattern(9)), IPv4Bytes(protocol: 253, pattern(9))] {
      packet.options = options
      var host = try makeBadInputHost()
      host.meet(.neighbor(9), .gateway)
      expectSoundAnswer(host.react(to: packet.frame).sent, to: packet.frame)
      expectPingStillWorks(&host)
    }
  }

  @Test("[bad input 9] forwards nothing along a source route", arguments: badSourceRoutes)
  func forwarded(options: [UInt8]) throws {
    for destination in [Station.neighbor(9).address, [198, 51, 100, 1]] {
      for var packet in [echoRequest(pattern(9)), udp(to: 9, pattern(9))] {
        packet.options = options
        packet.destination = destination
        var host = try makeBadInputHost()
        host.meet(.neighbor(9), .gateway)
        #expect(host.react(to: packet.frame).sent.isEmpty)
        expectPingStillWorks(&host)
      }
    }
  }

  /// A packet to the board that ends in `[time to live, protocol]`, source and destination.
  private static func from(
    _ source: [UInt8], to destination: [UInt8] = [192, 0, 2, 2], _ timeAndProtocol: [UInt8],
    fragment: [UInt8] = [0, 0], _ payload: [UInt8]
  ) -> [UInt8] {
    let start: [UInt8] = [0x45, 0, 0, UInt8(20 + payload.count), 0x12, 0x34]
    return ipv4(start + fragment + timeAndProtocol + [0, 0] + source + destination, payload)
  }

  /// A datagram without a checksum from port 7 to port 7, and one to a closed port.
  private static let toOpen: [UInt8] = [0, 7, 0, 7, 0, 8, 0, 0]
  private static let toClosed: [UInt8] = [0, 7, 0, 9, 0, 8, 0, 0]

  @Test(
    "[bad input 10] drops a packet that no other host can have sent",
    arguments: [
      BadFrame("0.0.0.0, TTL 0", from([0, 0, 0, 0], [0, 17], toOpen), .ipv4InvalidSource),
      BadFrame(
        "0.0.0.0, TTL 0, closed", from([0, 0, 0, 0], [0, 17], toClosed), .ipv4InvalidSource),
      BadFrame("0.0.0.0, no protocol", from([0, 0, 0, 0], [0, 253], []), .ipv4InvalidSource),
      BadFrame(
        "0.0.0.0 to all", from([0, 0, 0, 0], to: [255, 255, 255, 255], [64, 17], toOpen),
        .ipv4InvalidSource),
      BadFrame("land, UDP", from([192, 0, 2, 2], [64, 17], toOpen), .ipv4InvalidSource),
      BadFrame("land, closed port", from([192, 0, 2, 2], [64, 17], toClosed), .ipv4InvalidSource),
      BadFrame("land, echo", from([192, 0, 2, 2], [64, 1], echo), .ipv4InvalidSource),
      BadFrame("land, TTL 0", from([192, 0, 2, 2], [0, 1], echo), .ipv4InvalidSource),
      BadFrame("land, TCP", from([192, 0, 2, 2], [64, 6], pattern(20)), .ipv4InvalidSource),
      BadFrame(
        "land to all", from([192, 0, 2, 2], to: [192, 0, 2, 255], [64, 17], toOpen),
        .ipv4InvalidSource),
      BadFrame(
        "land in fragments", from([192, 0, 2, 2], [64, 17], fragment: [0x20, 0], toOpen),
        .ipv4InvalidSource),
      BadFrame("127.0.0.1", from([127, 0, 0, 1], [64, 17], toOpen), .ipv4InvalidSource),
      BadFrame("127.1.2.3, closed", from([127, 1, 2, 3], [64, 17], toClosed), .ipv4InvalidSource),
      BadFrame(
        "127.0.0.1 to itself", from([127, 0, 0, 1], to: [127, 0, 0, 1], [64, 17], toOpen),
        .ipv4NotForUs),
      BadFrame("240.0.0.1", from([240, 0, 0, 1], [64, 17], toOpen), .ipv4InvalidSource),
      BadFrame("255.255.255.254", from([255, 255, 255, 254], [1, 1], echo), .ipv4InvalidSource),
      BadFrame(
        "255.255.255.255", from([255, 255, 255, 255], [64, 17], toOpen), .ipv4InvalidSource),
      BadFrame(
        "255.255.255.255 in fragments",
        from([255, 255, 255, 255], [64, 17], fragment: [0, 1], toOpen), .ipv4InvalidSource),
      BadFrame("192.0.2.255", from([192, 0, 2, 255], [64, 1], echo), .ipv4InvalidSource),
      BadFrame("224.0.0.1, no protocol", from([224, 0, 0, 1], [64, 253], []), .ipv4InvalidSource),
    ])
  func source(frame: BadFrame) throws {
    try expectDrop(frame)
  }
}
