import NetStack
import Testing

/// Address resolution by who gets it wrong, or would have us get it wrong (RFC 826).
@Suite struct ARPBadInputTests {
  private static let other = Station.neighbor(9)

  private static func arp(_ bytes: [UInt8]) -> [UInt8] {
    ethernet(to: Station.everyone, type: 0x0806, bytes)
  }

  @Test(
    "[bad input 3] drops a packet that is cut short, whatever lengths it claims",
    arguments: [
      BadFrame("nothing", arp([]), .arpTruncated),
      BadFrame("no addresses, of no length", arp([0, 1, 8, 0, 0, 0, 0, 1]), .arpTruncated),
      BadFrame("no addresses", arp([0, 1, 8, 0, 6, 4, 0, 1]), .arpTruncated),
      BadFrame(
        "whole with addresses of one byte", arp([0, 1, 8, 0, 1, 1, 0, 1, 2, 1, 2, 2]),
        .arpTruncated),
      BadFrame(
        "whole without hardware addresses",
        arp([0, 1, 8, 0, 0, 4, 0, 1, 192, 0, 2, 1, 192, 0, 2, 2]), .arpTruncated),
      BadFrame(
        "addresses of 255 bytes", arp([0, 1, 8, 0, 255, 255, 0, 1] + pattern(19)), .arpTruncated),
      BadFrame(
        "target a byte short",
        arp(
          [0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 192, 0, 2, 1]
            + [0, 0, 0, 0, 0, 0, 192, 0, 2]), .arpTruncated),
    ])
  func truncated(frame: BadFrame) throws {
    try expectDrop(frame)
  }

  @Test(
    "[bad input 3] drops a packet about other addresses, with all their bytes or without",
    arguments: [
      ARPBytes(hardwareType: 0), ARPBytes(hardwareType: 24), ARPBytes(hardwareType: 0xFFFF),
      ARPBytes(protocolType: 0), ARPBytes(protocolType: 0x0008), ARPBytes(protocolType: 0x0806),
      ARPBytes(protocolType: 0xFFFF), ARPBytes(hardwareLength: 4, protocolLength: 6),
      ARPBytes(hardwareLength: 0, protocolLength: 0),
      ARPBytes(hardwareLength: 6, protocolLength: 6),
      ARPBytes(hardwareLength: 7, protocolLength: 3), ARPBytes(hardwareLength: 16),
      ARPBytes(hardwareLength: 255, protocolLength: 255), ARPBytes(hardwareType: 6, operation: 2),
      ARPBytes(hardwareLength: 0, operation: 0),
    ])
  func unsupported(packet: ARPBytes) throws {
    try expectDrop(BadFrame("short", packet.frame, .arpUnsupported))
    // 2 · (255 + 255) bytes of addresses.
    try expectDrop(BadFrame("long", packet.frame + pattern(1000), .arpUnsupported))
  }

  private static func sender(
    _ operation: UInt16, _ hardware: [UInt8], _ address: [UInt8],
    target: [UInt8] = Station.board.address
  ) -> [UInt8] {
    ARPBytes(
      operation: operation, senderHardware: hardware, senderProtocol: address,
      targetProtocol: target, source: Station.peer.hardware
    ).frame
  }

  @Test(
    "[bad input 4] drops a sender that is no station, or no host of the link",
    arguments: [
      BadFrame(
        "IPv6 group", sender(1, [0x33, 0x33, 0, 0, 0, 1], other.address), .arpInvalidSender),
      BadFrame("bridges", sender(1, [1, 0x80, 0xC2, 0, 0, 0], other.address), .arpInvalidSender),
      BadFrame("group bit", sender(1, [3, 0, 0, 0, 0, 1], other.address), .arpInvalidSender),
      BadFrame("everyone replies", sender(2, Station.everyone, other.address), .arpInvalidSender),
      BadFrame(
        "everyone is the peer", sender(2, Station.everyone, Station.peer.address),
        .arpInvalidSender),
      BadFrame(
        "no station is the peer", sender(2, [0, 0, 0, 0, 0, 0], Station.peer.address),
        .arpInvalidSender),
      BadFrame("everyone probes", sender(1, Station.everyone, [0, 0, 0, 0]), .arpInvalidSender),
      BadFrame("a group probes", sender(1, Station.allSystems, [0, 0, 0, 0]), .arpInvalidSender),
      BadFrame("zeros", sender(1, [0, 0, 0, 0, 0, 0], [0, 0, 0, 0]), .arpInvalidSender),
      BadFrame("ours", sender(1, Station.board.hardware, other.address), .arpLoopedBack),
      BadFrame(
        "ours is the peer", sender(2, Station.board.hardware, Station.peer.address),
        .arpLoopedBack),
      BadFrame("127.0.0.1 replies", sender(2, other.hardware, [127, 0, 0, 1]), .arpInvalidSender),
      BadFrame(
        "127.255.255.255", sender(1, other.hardware, [127, 255, 255, 255]), .arpInvalidSender),
      BadFrame("224.0.0.251", sender(1, other.hardware, [224, 0, 0, 251]), .arpInvalidSender),
      BadFrame(
        "239.255.255.250 announces",
        sender(1, other.hardware, [239, 255, 255, 250], target: [239, 255, 255, 250]),
        .arpInvalidSender),
      BadFrame(
        "the broadcast replies", sender(2, other.hardware, [192, 0, 2, 255]),
        .arpInvalidSender),
      BadFrame("off the link", sender(2, other.hardware, [198, 51, 100, 1]), .arpInvalidSender),
      BadFrame("nobody replies", sender(2, other.hardware, [0, 0, 0, 0]), .arpNotForUs),
    ])
  func invalidSender(frame: BadFrame) throws {
    try expectDrop(frame)
  }

  @Test(
    "[bad input 4] neither answers nor believes a station with our address",
    arguments: [1, 2] as [UInt16], [Station.board.address, other.address, Station.peer.address])
  func ourAddress(operation: UInt16, target: [UInt8]) throws {
    for destination in [Station.everyone, Station.board.hardware] {
      var host = try makeBadInputHost()
      let claim = ARPBytes(
        operation: operation, senderHardware: Self.other.hardware,
        senderProtocol: Station.board.address, targetProtocol: target, destination: destination)
      let sent = host.exchange(claim.frame)
      // Nothing, or our announcement against it (RFC 5227 §2.4).
      let announcement = ARPBytes(
        senderHardware: Station.board.hardware, senderProtocol: Station.board.address)
      #expect(sent.isEmpty || sent == [announcement.frame])
      let subnet = host.interface.subnet(at: 0)
      #expect(subnet == .board)
      expectPingStillWorks(&host)
    }
  }

  @Test(
    "[bad input 5] answers the sender of the packet, not of the frame",
    arguments: [
      [2, 0, 0, 0, 0, 1], [2, 0x66, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 2],
    ]
      as [[UInt8]])
  func sourceDiffers(source: [UInt8]) throws {
    for sender in [Self.other.address, [0, 0, 0, 0]] {
      var host = try makeBadInputHost()
      let request = ARPBytes(
        senderHardware: Self.other.hardware, senderProtocol: sender, source: source)
      let reaction = host.react(to: request.frame)
      #expect(reaction.outcome == .answered)
      let reply = ARPBytes(
        operation: 2, senderHardware: Station.board.hardware,
        senderProtocol: Station.board.address, targetHardware: Self.other.hardware,
        targetProtocol: sender, destination: Self.other.hardware)
      #expect(reaction.sent == [reply.frame])
      expectPingStillWorks(&host)
    }
  }

  @Test("[bad input 5] drops an answer that was not asked for, whichever of its senders lies")
  func replyDiffers() throws {
    for source: [UInt8] in [Station.peer.hardware, [2, 0x66, 0, 0, 0, 1], Station.board.hardware] {
      let reply = ARPBytes(
        operation: 2, senderHardware: Self.other.hardware, senderProtocol: Self.other.address,
        targetHardware: Station.board.hardware, destination: Station.board.hardware,
        source: source)
      try expectDrop(BadFrame("reply", reply.frame, .arpUnsolicited))
    }
  }

  @Test("[bad input 5] asks a neighbor that another speaks for, and keeps to it meanwhile")
  func neighborDiffers() throws {
    for operation: UInt16 in [1, 2] {
      var host = try makeBadInputHost()
      let claim = ARPBytes(
        operation: operation, senderHardware: Self.other.hardware,
        targetProtocol: Self.other.address, source: Station.peer.hardware)
      let reaction = host.react(to: claim.frame)
      #expect(reaction.outcome == .delivered)
      let question = ARPBytes(
        senderHardware: Station.board.hardware, senderProtocol: Station.board.address,
        targetProtocol: Station.peer.address, destination: Station.peer.hardware)
      #expect(reaction.sent == [question.frame])
      expectPingStillWorks(&host)
    }
  }

  @Test(
    "[bad input 6] drops what a host never asked RARP or another operation for",
    arguments: [
      BadFrame("RARP request", rarp(3), .etherTypeUnknown),
      BadFrame("RARP reply", rarp(4), .etherTypeUnknown),
      BadFrame("RARP reply from a group", rarp(4, sender: [224, 0, 0, 1]), .etherTypeUnknown),
      BadFrame("operation 0", unasked(0), .arpUnsolicited),
      BadFrame("RARP request in ARP", unasked(3), .arpUnsolicited),
      BadFrame("RARP reply in ARP", unasked(4), .arpUnsolicited),
      BadFrame("InARP request", unasked(8), .arpUnsolicited),
      BadFrame("InARP reply", unasked(9), .arpUnsolicited),
      BadFrame("request, swapped", unasked(0x0100), .arpUnsolicited),
      BadFrame("reply, swapped", unasked(0x0200), .arpUnsolicited),
      BadFrame("operation 65535", unasked(65535), .arpUnsolicited),
      BadFrame("reply", unasked(2), .arpUnsolicited),
      BadFrame("operation 0 for another", unasked(0, target: [192, 0, 2, 77]), .arpNotForUs),
      BadFrame("RARP reply for another", unasked(4, target: [192, 0, 2, 77]), .arpNotForUs),
      BadFrame("reply for another", unasked(2, target: [192, 0, 2, 77]), .arpNotForUs),
    ])
  func unsolicited(frame: BadFrame) throws {
    try expectDrop(frame)
    var host = try makeBadInputHost()
    host.exchange(frame.bytes)
    let subnet = host.interface.subnet(at: 0)
    #expect(subnet == .board)
    let second = host.interface.subnet(at: 1)
    #expect(second == nil)
    // Who sent it is not known.
    #expect(host.outcome(of: echoRequest(from: Self.other).frame) == .held)
  }

  /// A station tells us that our address is another (RFC 903).
  private static func rarp(_ operation: UInt16, sender: [UInt8] = other.address) -> [UInt8] {
    ethernet(
      from: other.hardware, type: 0x8035,
      [0, 1, 8, 0, 6, 4] + octets(operation) + other.hardware + sender
        + Station.board.hardware + [192, 0, 2, 66])
  }

  private static func unasked(
    _ operation: UInt16, target: [UInt8] = Station.board.address
  ) -> [UInt8] {
    ARPBytes(
      operation: operation, senderHardware: other.hardware, senderProtocol: other.address,
      targetHardware: Station.board.hardware, targetProtocol: target,
      destination: Station.board.hardware
    ).frame
  }
}
