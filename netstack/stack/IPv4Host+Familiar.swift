/// Header prediction: what a familiar neighbor sends to one of our addresses, whole and without
/// options, is answered straight away, with nothing to look up (see `NeighborCache`).
///
/// All that is checked of others holds for such a packet, so the answer is the same, octet for
/// octet. Whatever is in any way unusual goes the other way, which tells what it is. Functions here
/// are inlined into `ReceivePath.receiveOurs`, which has all of a packet in registers.
extension IPv4Host {
  /// The packet in a frame to our station if all of it but the sender is so.
  @inline(always)
  @_lifetime(copy frame)
  mutating func plainPacket(
    in frame: EthernetFrame, _ verifiedChecksums: ChecksumSet
  ) -> IPv4Packet? {
    guard Features.predictsHeaders, frame.type == .ipv4,
      let packet = IPv4Packet(
        plain: frame.payload, verifyingChecksum: !verifiedChecksums.contains(.ipv4Header)),
      addresses.contains(packet.destination), !knowsDestinations()
    else { return nil }
    return packet
  }

  /// Whether a packet is a request for an echo that goes back in one frame and concerns nobody else.
  @inline(__always)
  mutating func isPlainEcho(_ packet: IPv4Packet, room: Int) -> Bool {
    let message = packet.plainPayload
    return packet.protocol == .icmp && (rawSocketCapacity == 0 || rawSockets.count == 0)
      && message.count >= ICMPv4Message.headerLength
      && message[0] == ICMPv4Type.echoRequest.rawValue
      && message.count <= min(room, capabilities.maximumFrameSize) &- OutgoingFrame.optionsOffset
  }

  /// Returns the data whole (RFC 1122 §3.2.2.6), verified while it is copied into the reply.
  @inline(always)
  mutating func receiveEcho(
    _ packet: IPv4Packet, of neighbor: Int, in frame: EthernetFrame,
    _ verifiedChecksums: ChecksumSet, _ slot: consuming TransmitSlot
  ) -> TransmitReceipt {
    let message = packet.plainPayload
    var answer = OutgoingFrame(slot, limit: capabilities.maximumFrameSize)
    guard
      Self.writeEchoReply(
        to: message, &answer.slot.bytes, at: OutgoingFrame.optionsOffset,
        isVerified: verifiedChecksums.contains(.icmpv4),
        isOffloaded: capabilities.transmitChecksums.contains(.icmpv4))
    else {
      counters.count(.icmpChecksum)
      return answer.settle()
    }
    let header = IPv4Header(
      typeOfService: packet.typeOfService, dontFragment: true, timeToLive: timeToLive,
      protocol: .icmp, source: packet.destination, destination: packet.source)
    finish(header, payloadLength: message.count, &answer, to: neighbor, frame.source)
    counters.count(.answered)
    return answer.settle()
  }

  /// The socket that has all datagrams for the port of a packet, and answers in one frame.
  @inline(__always)
  mutating func soleSocket(for packet: IPv4Packet) -> UDPSocketID? {
    let bytes = packet.plainPayload
    guard packet.protocol == .udp, bytes.count >= UDPDatagram.headerLength,
      // A datagram from port 0 can't be answered.
      bytes.uint16(at: 0) != 0,
      let socket = sockets.soleSocket(at: bytes.uint16(at: 2)),
      sockets.options(of: socket).fragmentPolicy == .whenNeeded
    else { return nil }
    return socket
  }

  /// Hands a datagram to its socket.
  @inline(always)
  mutating func receiveDatagram(
    _ packet: IPv4Packet, for socket: UDPSocketID, of neighbor: Int, in frame: EthernetFrame,
    _ verifiedChecksums: ChecksumSet, _ slot: consuming TransmitSlot, _ handler: DatagramHandler
  ) -> TransmitReceipt {
    let datagram: UDPDatagram
    do {
      datagram = try UDPDatagram(
        packet.plainPayload,
        pseudoHeader: verifiedChecksums.contains(.udp)
          ? nil : UDPPseudoHeader(source: packet.source, destination: packet.destination))
    } catch {
      return drop(slot, FrameOutcome(error))
    }
    let options = sockets.options(of: socket)
    guard datagram.checksum != 0 || options.acceptsMissingChecksum else {
      return drop(slot, .udpChecksumMissing)
    }
    var answer = OutgoingFrame(slot, limit: capabilities.maximumFrameSize)
    let incoming = IncomingDatagram(socket: socket, packet: packet, isForGroup: false)
    let receipt = handler(incoming, answer.payloadSlot(behind: UDPDatagram.headerLength))
    guard receipt.length >= 0 else {
      counters.count(receipt.isTooLong ? .answerTooLong : .delivered)
      return answer.settle()
    }
    Self.writeHeader(
      UDPHeader(answering: datagram), length: receipt.length, sum: receipt.sum,
      pseudoHeader: UDPPseudoHeader(source: packet.destination, destination: packet.source),
      &answer.slot.bytes, at: OutgoingFrame.optionsOffset,
      isOffloaded: capabilities.transmitChecksums.contains(.udp),
      sendsChecksum: options.sendsChecksum)
    let header = IPv4Header(
      typeOfService: options.typeOfService, dontFragment: true,
      timeToLive: options.timeToLive ?? timeToLive, protocol: .udp, source: packet.destination,
      destination: packet.source)
    finish(
      header, payloadLength: UDPDatagram.headerLength &+ receipt.length, &answer, to: neighbor,
      frame.source)
    counters.count(.answered)
    return answer.settle()
  }

  @inline(__always)
  private mutating func finish(
    _ header: IPv4Header, payloadLength: Int, _ answer: inout OutgoingFrame, to neighbor: Int,
    _ station: MACAddress
  ) {
    neighbors.noteAnswer(to: neighbor)
    answer.finish(
      header, payloadLength: payloadLength,
      computingChecksum: !capabilities.transmitChecksums.contains(.ipv4Header),
      from: hardwareAddress, to: station)
  }
}
