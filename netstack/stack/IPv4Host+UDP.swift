/// User datagrams (RFC 768; RFC 1122 §4.1).
extension IPv4Host {
  @_lifetime(answer: copy answer)
  mutating func receiveUDP(
    _ arrival: borrowing Arrival, _ answer: inout OutgoingFrame, at now: Instant,
    _ handler: DatagramHandler
  ) -> FrameOutcome {
    let packet = arrival.packet
    let datagram: UDPDatagram
    do {
      datagram = try UDPDatagram(
        packet.payload,
        pseudoHeader: arrival.verifiedChecksums.contains(.udp)
          ? nil : UDPPseudoHeader(source: packet.source, destination: packet.destination))
    } catch {
      return FrameOutcome(error)
    }
    guard let socket = sockets.socket(at: datagram.destinationPort) else {
      return answerUnreachable(
        code: UnreachableCode.port, to: arrival, &answer, at: now, otherwise: .udpPortClosed)
    }
    let incoming = IncomingDatagram(
      socket: socket, payload: datagram.payload,
      source: Endpoint(packet.source, port: datagram.sourcePort),
      destination: Endpoint(packet.destination, port: datagram.destinationPort),
      isForGroup: arrival.isForGroup)
    let receipt = lendPayloadSlot(of: &answer) { slot in handler(incoming, slot) }
    // The reply comes from the address that was asked, unless that is everybody's
    // (RFC 1122 §4.1.3.5).
    let source = arrival.isForGroup ? nil : packet.destination
    switch receipt.settlement {
    case .discard:
      return .delivered
    case .tooLong:
      return .answerTooLong
    case .send(let length, let sum):
      let payload = DatagramPayload(
        sourcePort: datagram.destinationPort, source: source,
        destination: Endpoint(packet.source, port: datagram.sourcePort), length: length, sum: sum)
      return send(payload, &answer, at: now).outcome
    }
  }

  /// Sends a datagram that the application builds outside of an answer.
  mutating func send(
    _ slot: consuming TransmitSlot, from port: UInt16, to destination: Endpoint, at now: Instant,
    error: inout SendError?, _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) -> TransmitReceipt {
    guard subnet != nil else {
      error = .noAddress
      return slot.discard()
    }
    guard isSendable(destination) else {
      error = .invalidDestination
      return slot.discard()
    }
    var frame = OutgoingFrame(slot)
    switch lendPayloadSlot(of: &frame, body).settlement {
    case .discard:
      error = .discarded
    case .tooLong:
      error = .tooLong
    case .send(let length, let sum):
      let payload = DatagramPayload(
        sourcePort: port, source: nil, destination: destination, length: length, sum: sum)
      switch send(payload, &frame, at: now) {
      case .sent, .held: error = nil
      case .notHeld: error = .neighborUnresolved
      case .noRoute: error = .noRoute
      case .neighborsFull: error = .neighborsFull
      }
    }
    return frame.settle()
  }

  /// One host, a broadcast or a group, with a port; not us, for there is no way back in.
  private func isSendable(_ destination: Endpoint) -> Bool {
    let address = destination.address
    return destination.port != 0 && address != subnet?.address
      && (address.isUnicast || address.isMulticast || address == .broadcast)
  }

  /// Lends the room behind the headers of a datagram.
  @_lifetime(frame: copy frame)
  func lendPayloadSlot(
    of frame: inout OutgoingFrame, _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) -> PayloadReceipt {
    let end = OutgoingPacket.payloadOffset &+ payloadRoom(in: frame)
    let start = min(OutgoingPacket.payloadOffset &+ UDPDatagram.headerLength, end)
    return body(PayloadSlot(frame.slot.bytes.part(start..<end)))
  }

  /// The payload of a datagram that stands in a frame, and where it goes.
  struct DatagramPayload {
    var sourcePort: UInt16
    /// Nil takes the address of the interface.
    var source: IPv4Address?
    var destination: Endpoint
    var length: Int
    /// Nil when it has not been summed yet.
    var sum: InternetChecksum?
  }

  /// Writes the headers before the payload that stands in `frame` and sends it.
  @_lifetime(frame: copy frame)
  mutating func send(
    _ payload: DatagramPayload, _ frame: inout OutgoingFrame, at now: Instant
  ) -> Departure {
    guard let subnet else { return .noRoute }
    guard payload.destination.port != 0 else { return .noRoute }
    let source = payload.source ?? subnet.address
    let offset = OutgoingPacket.payloadOffset
    UDPHeader(sourcePort: payload.sourcePort, destinationPort: payload.destination.port)
      .write(
        to: &frame.slot.bytes, at: offset, payloadLength: payload.length,
        payload: capabilities.transmitChecksums.contains(.udp)
          ? nil
          : (
            sum: payload.sum ?? sum(of: payload, in: frame),
            pseudoHeader: UDPPseudoHeader(source: source, destination: payload.destination.address)
          ))
    let packet = OutgoingPacket(
      protocol: .udp, source: source, destination: payload.destination.address,
      payloadLength: UDPDatagram.headerLength &+ payload.length)
    return send(packet, &frame, at: now)
  }

  private func sum(
    of payload: DatagramPayload, in frame: borrowing OutgoingFrame
  ) -> InternetChecksum {
    let start = OutgoingPacket.payloadOffset &+ UDPDatagram.headerLength
    var sum = InternetChecksum()
    sum.add(frame.slot.bytes.span.extracting(start..<start &+ payload.length))
    return sum
  }
}
