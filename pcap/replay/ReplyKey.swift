import Wire

/// What a reply has in common with the request it answers, whatever else is wrong with it.
///
/// The sender is left out: every frame that is looked at was sent by the board.
enum ReplyKey: Hashable {
  /// RFC 826: who asked for which address.
  case arp(requester: IPv4Address, asked: IPv4Address)
  /// RFC 792: identifier and sequence number of an echo.
  case echo(requester: IPv4Address, identifierAndSequence: UInt32)
  case udp(requester: IPv4Address, requesterPort: UInt16, port: UInt16)
  /// RFC 792: the header and the next 8 bytes of the packet that an error is about.
  case error(header: [UInt8])

  /// The request that `reply` may answer, or nil when it answers none.
  init?(reply: [UInt8]) {
    guard let frame = try? EthernetFrame(reply.span) else { return nil }
    switch frame.type {
    case .arp:
      guard let packet = try? ARPPacket(frame.payload), packet.operation == .reply else {
        return nil
      }
      self = .arp(requester: packet.targetProtocol, asked: packet.senderProtocol)
    case .ipv4:
      guard let packet = try? IPv4Packet(frame.payload, verifyingChecksum: false) else {
        return nil
      }
      self.init(reply: packet)
    default:
      return nil
    }
  }

  private init?(reply packet: IPv4Packet) {
    guard !packet.isFragment else { return nil }
    switch packet.protocol {
    case .icmp:
      guard let message = try? ICMPv4Message(packet.payload, verifyingChecksum: false) else {
        return nil
      }
      if message.type == .echoReply {
        self = .echo(
          requester: packet.destination, identifierAndSequence: message.restOfHeader)
      } else if message.type.isError, let header = Self.header(message.payload) {
        self = .error(header: header)
      } else {
        return nil
      }
    case .udp:
      guard let datagram = try? UDPDatagram(packet.payload, pseudoHeader: nil) else { return nil }
      self = .udp(
        requester: packet.destination, requesterPort: datagram.destinationPort,
        port: datagram.sourcePort)
    default:
      return nil
    }
  }

  /// The keys of all replies that `request` may be answered with.
  static func keys(request: [UInt8]) -> [ReplyKey] {
    guard let frame = try? EthernetFrame(request.span) else { return [] }
    switch frame.type {
    case .arp:
      guard let packet = try? ARPPacket(frame.payload), packet.operation == .request else {
        return []
      }
      return [.arp(requester: packet.senderProtocol, asked: packet.targetProtocol)]
    case .ipv4:
      guard let packet = try? IPv4Packet(frame.payload, verifyingChecksum: false) else { return [] }
      return keys(request: packet)
    default:
      return []
    }
  }

  private static func keys(request packet: IPv4Packet) -> [ReplyKey] {
    var keys: [ReplyKey] = []
    switch packet.protocol {
    case .icmp where !packet.isFragment:
      if let message = try? ICMPv4Message(packet.payload, verifyingChecksum: false),
        message.type == .echoRequest
      {
        keys.append(
          .echo(requester: packet.source, identifierAndSequence: message.restOfHeader))
      }
    case .udp where !packet.isFragment:
      if let datagram = try? UDPDatagram(packet.payload, pseudoHeader: nil) {
        keys.append(
          .udp(
            requester: packet.source, requesterPort: datagram.sourcePort,
            port: datagram.destinationPort))
      }
    default:
      break
    }
    if let header = header(packet.bytes) { keys.append(.error(header: header)) }
    return keys
  }

  /// The header of a packet, without what hosts and routers change on its way, and the next 8
  /// bytes, or fewer if that is all there is.
  private static func header(_ packet: Span<UInt8>) -> [UInt8]? {
    guard packet.count >= IPv4Packet.minimumHeaderLength else { return nil }
    let headerLength = Int(packet[0] & 0x0F) * 4
    guard headerLength >= IPv4Packet.minimumHeaderLength else { return nil }
    var header = [UInt8](copying: packet.extracting(first: headerLength + 8))
    // Type of service, time to live, header checksum.
    for offset in [1, 8, 10, 11] { header[offset] = 0 }
    return header
  }
}
