import NetStack
import Testing

/// Datagrams whose lengths disagree, and whom to answer (RFC 768; RFC 1122 §4.1).
@Suite struct UDPBadInputTests {
  /// A packet of the peer with a UDP header as it stands here.
  private static func packet(
    _ datagram: [UInt8], from source: [UInt8] = [192, 0, 2, 1],
    to destination: [UInt8] = [192, 0, 2, 2]
  ) -> [UInt8] {
    let length = octets(UInt16(20 + datagram.count))
    return ipv4([0x45, 0] + length + [0, 9, 0, 0, 64, 17, 0, 0] + source + destination, datagram)
  }

  // Source port 40000, destination port, length, checksum.
  @Test(
    "[bad input 20] drops a datagram whose length disagrees with its packet, without a checksum too",
    arguments: [
      BadFrame("0 of 8", packet([0x9C, 0x40, 0, 7, 0, 0, 0, 0]), .udpLength),
      BadFrame("0 of 8, closed", packet([0x9C, 0x40, 0, 9, 0, 0, 0, 0]), .udpLength),
      BadFrame("1 of 8", packet([0x9C, 0x40, 0, 7, 0, 1, 0, 0]), .udpLength),
      BadFrame("7 of 8", packet([0x9C, 0x40, 0, 7, 0, 7, 0, 0]), .udpLength),
      BadFrame("7 of 12", packet([0x9C, 0x40, 0, 7, 0, 7, 0, 0, 1, 2, 3, 4]), .udpLength),
      BadFrame("9 of 8", packet([0x9C, 0x40, 0, 7, 0, 9, 0, 0]), .udpLength),
      BadFrame("9 of 8, padded", packet([0x9C, 0x40, 0, 7, 0, 9, 0, 0]).padded, .udpLength),
      BadFrame("26 of 8, padded", packet([0x9C, 0x40, 0, 9, 0, 26, 0, 0]).padded, .udpLength),
      BadFrame("8, swapped", packet([0x9C, 0x40, 0, 7, 8, 0, 0, 0]), .udpLength),
      BadFrame("65535 of 8", packet([0x9C, 0x40, 0, 7, 0xFF, 0xFF, 0, 0]), .udpLength),
      BadFrame(
        "1481 of 1480", packet([0x9C, 0x40, 0, 7, 0x05, 0xC9, 0, 0] + pattern(1472)), .udpLength),
      BadFrame("7 bytes, padded", packet([0x9C, 0x40, 0, 7, 0, 8, 0]).padded, .udpTruncated),
      BadFrame("nothing, padded", packet([]).padded, .udpTruncated),
      BadFrame("no port, 0 of 8", packet([0, 0, 0, 0, 0, 0, 0, 0]), .udpLength),
      BadFrame("all ones", packet([UInt8](repeating: 0xFF, count: 8)), .udpLength),
      BadFrame("all ones for none", packet([0x9C, 0x40, 0, 7, 0, 8, 0xFF, 0xFF]), .udpChecksum),
      BadFrame("checksum 1", packet([0x9C, 0x40, 0, 9, 0, 8, 0, 1]), .udpChecksum),
    ])
  func lengths(frame: BadFrame) throws {
    try expectDrop(frame)
  }

  @Test(
    "[bad input 20] delivers no more than the datagram's length says",
    arguments: [
      (packet([0x9C, 0x40, 0, 7, 0, 8, 0, 0, 1, 2, 3, 4]), []),
      (packet([0x9C, 0x40, 0, 7, 0, 10, 0, 0, 1, 2, 3, 4]), [1, 2]),
      // The checksum is right for the first 11 bytes, and not for all.
      (packet([0x9C, 0x40, 0, 7, 0, 11, 0xDB, 0x8A, 1, 2, 3, 0xBA, 0xD0]), [1, 2, 3]),
      (packet([0x9C, 0x40, 0, 7, 0, 9, 0, 0, 5]).padded, [5]),
      // Source port 0: nobody waits for an answer (RFC 768).
      (packet([0, 0, 0, 7, 0, 9, 0, 0, 6]), [6]),
    ] as [([UInt8], [UInt8])])
  func delivered(frame: [UInt8], payload: [UInt8]) throws {
    var host = try makeBadInputHost()
    var received: [[UInt8]] = []
    let reaction = host.react(to: frame) { datagram, slot in
      received.append([UInt8](copying: datagram.payload))
      return slot.discard()
    }
    #expect(reaction.outcome == .delivered)
    #expect(reaction.sent.isEmpty)
    #expect(received == [payload])
    expectPingStillWorks(&host)
  }

  @Test(
    "[bad input 20] answers a closed port with the packet as it came, whatever its ports",
    arguments: [
      [0x9C, 0x40, 0, 0, 0, 8, 0, 0], [0, 0, 0, 0, 0, 8, 0, 0], [0, 0, 0xFF, 0xFF, 0, 8, 0, 0],
      [0, 9, 0, 9, 0, 8, 0, 0], [0x9C, 0x40, 0, 9, 0, 8, 0, 0, 1, 2, 3, 4],
    ] as [[UInt8]])
  func closedPort(datagram: [UInt8]) throws {
    var host = try makeBadInputHost()
    let frame = Self.packet(datagram)
    let reaction = host.react(to: frame.padded)
    #expect(reaction.outcome == .answered)
    #expect(reaction.sent == [unreachable(code: 3, Array(frame[14...]))])
    expectPingStillWorks(&host)
  }

  @Test("[bad input 20] sends no answer to port 0")
  func answerToPortZero() throws {
    var host = try makeBadInputHost()
    let frame = Self.packet([0, 0, 0, 7, 0, 9, 0, 0, 6])
    let reaction = host.react(to: frame) { datagram, slot in
      slot.send(copying: datagram.payload)
    }
    #expect(reaction.outcome == .answerHasNoRoute)
    #expect(reaction.sent.isEmpty)
    expectPingStillWorks(&host)
  }

  private static let toClosed: [UInt8] = [0x9C, 0x40, 0, 9, 0, 9, 0, 0, 1]
  private static let toOpen: [UInt8] = [0x9C, 0x40, 0, 7, 0, 9, 0, 0, 1]

  @Test(
    "[bad input 21] is silent about a datagram for many to a closed port, by any frame",
    arguments: [[255, 255, 255, 255], [192, 0, 2, 255], [224, 0, 0, 1]] as [[UInt8]])
  func closedPortOfGroup(destination: [UInt8]) throws {
    let frame = Self.packet(Self.toClosed, to: destination)
    for station in [Station.everyone, Station.allSystems, Station.board.hardware] {
      let other = BadFrame("for many", station + frame[6...], .udpPortClosed)
      try expectDrop(other)
    }
    let portZero = Self.packet([0x9C, 0x40, 0, 0, 0, 8, 0, 0], to: destination)
    try expectDrop(BadFrame("port 0", portZero, .udpPortClosed))
  }

  @Test(
    "[bad input 21] drops a datagram from everybody, to an open port too",
    arguments: [[255, 255, 255, 255], [192, 0, 2, 255], [192, 0, 2, 0], [224, 0, 0, 1]]
      as [[UInt8]])
  func fromGroup(source: [UInt8]) throws {
    for datagram in [Self.toClosed, Self.toOpen, [0, 7, 0, 7, 0, 8, 0, 0]] {
      for destination: [UInt8] in [[192, 0, 2, 2], [255, 255, 255, 255], source] {
        let frame = Self.packet(datagram, from: source, to: destination)
        let isOurs = destination != [192, 0, 2, 0]
        try expectDrop(
          BadFrame("from everybody", frame, isOurs ? .ipv4InvalidSource : .ipv4NotForUs))
      }
    }
  }
}
