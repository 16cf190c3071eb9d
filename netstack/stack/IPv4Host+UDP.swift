/// User datagrams (RFC 768; RFC 1122 §4.1).
extension IPv4Host {
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
    let receipt = answer.lendPayloadSlot { slot in handler(incoming, slot) }
    switch receipt.settlement {
    case .discard:
      return .delivered
    case .tooLong:
      return .answerTooLong
    case .send(let length, let sum):
      let reply = OutgoingDatagram(
        sourcePort: datagram.destinationPort,
        // From the address that was asked, unless that is everybody's (RFC 1122 §4.1.3.5).
        source: arrival.isForGroup ? nil : packet.destination,
        destination: Endpoint(packet.source, port: datagram.sourcePort), length: length, sum: sum,
        isAnswer: true)
      return send(reply, &answer, at: now).outcome
    }
  }

  /// Sends a datagram that the application builds outside of an answer.
  mutating func send(
    _ slot: consuming TransmitSlot, from port: UInt16, to destination: Endpoint, at now: Instant,
    error: inout SendError?, _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) -> TransmitReceipt {
    guard addresses.count > 0 else {
      error = .noAddress
      return slot.discard()
    }
    guard isSendable(destination) else {
      error = .invalidDestination
      return slot.discard()
    }
    var frame = OutgoingFrame(slot, limit: capabilities.maximumFrameSize)
    switch frame.lendPayloadSlot(body).settlement {
    case .discard:
      error = .discarded
    case .tooLong:
      error = .tooLong
    case .send(let length, let sum):
      let datagram = OutgoingDatagram(
        sourcePort: port, destination: destination, length: length, sum: sum, isAnswer: false)
      switch send(datagram, &frame, at: now) {
      case .sent, .held: error = nil
      case .notHeld: error = .neighborUnresolved
      case .noRoute: error = .noRoute
      case .neighborsFull: error = .neighborsFull
      }
    }
    return frame.settle()
  }

  /// Writes the headers before the payload that stands in `frame` and sends it.
  private mutating func send(
    _ datagram: OutgoingDatagram, _ frame: inout OutgoingFrame, at now: Instant
  ) -> Departure {
    let destination = datagram.destination.address
    guard datagram.destination.port != 0,
      let source = datagram.source ?? source(to: destination)
    else { return .noRoute }
    let sum =
      capabilities.transmitChecksums.contains(.udp)
      ? nil : datagram.sum ?? frame.sumOfDatagramPayload(datagram.length)
    UDPHeader(sourcePort: datagram.sourcePort, destinationPort: datagram.destination.port)
      .write(
        to: &frame.slot.bytes, at: OutgoingFrame.payloadOffset, payloadLength: datagram.length,
        payload: sum.map {
          (sum: $0, pseudoHeader: UDPPseudoHeader(source: source, destination: destination))
        })
    let packet = OutgoingPacket(
      protocol: .udp, source: source, destination: destination,
      payloadLength: UDPDatagram.headerLength &+ datagram.length, isAnswer: datagram.isAnswer)
    return send(packet, &frame, at: now)
  }

  /// Whether a datagram can go there: to a port of one other host, a broadcast or a group.
  private mutating func isSendable(_ destination: Endpoint) -> Bool {
    let address = destination.address
    guard destination.port != 0, !addresses.contains(address) else { return false }
    return address.isMulticast || address == .broadcast || addresses.isBroadcast(address)
      || addresses.isPeer(address)
  }
}
