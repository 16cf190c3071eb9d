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
    let local = Endpoint(packet.destination, port: datagram.destinationPort)
    let remote = Endpoint(packet.source, port: datagram.sourcePort)
    if arrival.isForGroup {
      return deliverToGroup(arrival, datagram, local, remote, &answer, at: now, handler)
    }
    guard let socket = sockets.socket(at: local, from: remote) else {
      return answerUnreachable(
        code: UnreachableCode.port, to: arrival, &answer, at: now, otherwise: .udpPortClosed)
    }
    return deliver(arrival, datagram, to: socket, local, remote, &answer, at: now, handler)
  }

  /// Delivers to every socket of the port, multicasts to those that joined the group (RFC 1122 §4.1.3.6 leaves it to the host; applications
  /// count on it). There is room for one answer: the first socket that answers has it.
  private mutating func deliverToGroup(
    _ arrival: borrowing Arrival, _ datagram: UDPDatagram, _ local: Endpoint, _ remote: Endpoint,
    _ answer: inout OutgoingFrame, at now: Instant, _ handler: DatagramHandler
  ) -> FrameOutcome {
    var outcome = FrameOutcome.udpPortClosed
    var start = 0
    let group = groups.bit(of: local.address)
    while let socket = sockets.member(
      ofGroupAt: local, group: group, from: remote, start: start)
    {
      start = socket.index &+ 1
      if answer.isFinished { answer.closeForPayload() }
      let next = deliver(arrival, datagram, to: socket, local, remote, &answer, at: now, handler)
      if next.precedence <= outcome.precedence { outcome = next }
    }
    return outcome
  }

  // Once for both callers: it is the longest part of the way of a datagram.
  @inline(never)
  private mutating func deliver(
    _ arrival: borrowing Arrival, _ datagram: UDPDatagram, to socket: UDPSocketID,
    _ local: Endpoint, _ remote: Endpoint, _ answer: inout OutgoingFrame, at now: Instant,
    _ handler: DatagramHandler
  ) -> FrameOutcome {
    let options = sockets.options(of: socket)
    guard datagram.checksum != 0 || options.acceptsMissingChecksum else {
      return .udpChecksumMissing
    }
    let incoming = IncomingDatagram(
      socket: socket, packet: arrival.packet, payload: datagram.payload, source: remote,
      destination: local, isForGroup: arrival.isForGroup)
    // What came in fragments may well be answered in fragments.
    let isQueued =
      arrival.isReassembled && datagramCapacity > UDPDatagram.headerLength && outgoing.isFree()
      && !answer.isFinished
    let receipt =
      isQueued
      ? lendQueue(behind: UDPDatagram.headerLength) { slot in handler(incoming, slot) }
      : answer.lendPayloadSlot(behind: UDPDatagram.headerLength) { slot in
        handler(incoming, slot)
      }
    switch receipt.settlement {
    case .discard:
      return .delivered
    case .tooLong:
      return .answerTooLong
    case .send(let length, let sum):
      // From the address that was asked, unless that is everybody's (RFC 1122 §4.1.3.5).
      let source = arrival.isForGroup ? sockets.address(of: socket) : local.address
      // A socket may be bound to an address that was given up.
      if arrival.isForGroup, let source, !addresses.contains(source) { return .answerHasNoRoute }
      let reply = OutgoingDatagram(
        sourcePort: local.port,
        source: source,
        destination: remote, options: options, length: length, sum: sum, isAnswer: true)
      return (isQueued ? sendQueued(reply, &answer, at: now) : send(reply, &answer, at: now))
        .outcome
    }
  }

  /// Lends the room behind a payload's header in the queue of fragments.
  mutating func lendQueue(
    behind headerLength: Int, _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) -> PayloadReceipt {
    outgoing.withPayload { payload in
      body(PayloadSlot(payload.part(min(headerLength, payload.count)..<payload.count)))
    }
  }

  /// Sends the datagram whose payload stands in the queue, in one frame if it fits.
  private mutating func sendQueued(
    _ datagram: OutgoingDatagram, _ frame: inout OutgoingFrame, at now: Instant
  ) -> Departure {
    let length = UDPDatagram.headerLength &+ datagram.length
    guard length > frame.payloadRoom else {
      outgoing.withPayload { payload in
        frame.slot.bytes.copy(
          payload.span.extracting(first: length), at: frame.payloadOffset)
      }
      return send(datagram, &frame, at: now)
    }
    guard datagram.destination.port != 0,
      let source = datagram.source ?? source(to: datagram.destination.address, at: now)
    else { return .noRoute }
    outgoing.withPayload { payload in
      // The device can't sum over fragments.
      Self.writeHeader(of: datagram, from: source, &payload, at: 0, isOffloaded: false)
    }
    return sendQueued(Self.packet(of: datagram, from: source), &frame, at: now)
  }

  /// Sends a datagram that the application builds outside of an answer.
  /// - Parameters:
  ///   - headerOptions: at most 40 bytes.
  ///   - isLong: whether it may be too long for a frame.
  mutating func send(
    _ slot: consuming TransmitSlot, from socket: UDPSocketID, to destination: Endpoint,
    _ options: UDPSocketOptions, headerOptions: Span<UInt8>, isLong: Bool, at now: Instant,
    error: inout SendError?, _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) -> TransmitReceipt {
    guard addresses.count > 0 else {
      error = .noAddress
      return slot.discard()
    }
    if let source = sockets.address(of: socket), !addresses.contains(source) {
      error = .noAddress
      return slot.discard()
    }
    guard destination.port != 0, isSendable(to: destination.address) else {
      error = .invalidDestination
      return slot.discard()
    }
    var frame = OutgoingFrame(slot, limit: capabilities.maximumFrameSize)
    guard headerOptions.isEmpty || setOptions(headerOptions, &frame) else {
      error = .invalidOptions
      return frame.settle()
    }
    let isQueued =
      isLong && options.fragmentPolicy != .never && datagramCapacity > UDPDatagram.headerLength
      && outgoing.isFree()
    let receipt =
      isQueued
      ? lendQueue(behind: UDPDatagram.headerLength, body)
      : frame.lendPayloadSlot(behind: UDPDatagram.headerLength, body)
    switch receipt.settlement {
    case .discard:
      error = .discarded
    case .tooLong:
      error = .tooLong
    case .send(let length, let sum):
      let datagram = OutgoingDatagram(
        sourcePort: sockets.port(of: socket), source: sockets.address(of: socket),
        destination: destination, options: options, length: length, sum: sum, isAnswer: false)
      let departure =
        isQueued ? sendQueued(datagram, &frame, at: now) : send(datagram, &frame, at: now)
      error = departure.error
    }
    return frame.settle()
  }

  /// Writes the headers before the payload that stands in `frame` and sends it.
  private mutating func send(
    _ datagram: OutgoingDatagram, _ frame: inout OutgoingFrame, at now: Instant
  ) -> Departure {
    guard datagram.destination.port != 0,
      let source = datagram.source ?? source(to: datagram.destination.address, at: now)
    else { return .noRoute }
    Self.writeHeader(
      of: datagram, from: source, &frame.slot.bytes, at: frame.payloadOffset,
      isOffloaded: capabilities.transmitChecksums.contains(.udp))
    return send(Self.packet(of: datagram, from: source), &frame, at: now)
  }

  /// Writes the header before the payload that stands behind it.
  @_lifetime(bytes: copy bytes)
  private static func writeHeader(
    of datagram: OutgoingDatagram, from source: IPv4Address, _ bytes: inout MutableSpan<UInt8>,
    at offset: Int, isOffloaded: Bool
  ) {
    var sum = datagram.sum
    if sum == nil && !isOffloaded && datagram.options.sendsChecksum {
      let start = offset &+ UDPDatagram.headerLength
      var payload = InternetChecksum()
      payload.add(bytes.span.extracting(start..<start &+ datagram.length))
      sum = payload
    }
    if isOffloaded || !datagram.options.sendsChecksum { sum = nil }
    let pseudoHeader = UDPPseudoHeader(
      source: source, destination: datagram.destination.address)
    UDPHeader(sourcePort: datagram.sourcePort, destinationPort: datagram.destination.port)
      .write(
        to: &bytes, at: offset, payloadLength: datagram.length,
        payload: sum.map { (sum: $0, pseudoHeader: pseudoHeader) })
    // The device leaves a zero as it is; see `ChecksumSet.udp`.
    if isOffloaded && datagram.options.sendsChecksum { bytes.store(UInt16.max, at: offset &+ 6) }
  }

  private static func packet(
    of datagram: OutgoingDatagram, from source: IPv4Address
  ) -> OutgoingPacket {
    OutgoingPacket(
      protocol: .udp, source: source, destination: datagram.destination.address,
      typeOfService: datagram.options.typeOfService,
      timeToLive: datagram.options.timeToLive.map { max(1, $0) },
      fragmentPolicy: datagram.options.fragmentPolicy,
      payloadLength: UDPDatagram.headerLength &+ datagram.length, isAnswer: datagram.isAnswer)
  }

  /// Notes an error for the socket whose datagram is quoted (RFC 1122 §4.1.3.3).
  mutating func noteUDPError(
    _ message: ICMPv4Message, _ quote: IPv4Quote, from reporter: IPv4Address, at now: Instant
  ) -> FrameOutcome {
    let header = quote.payload
    // The ports are all that is needed, and what every quote has (RFC 792).
    guard quote.isFirstFragment, header.count >= 4 else { return .icmpQuoteInvalid }
    let local = Endpoint(quote.source, port: header.uint16(at: 0))
    let remote = Endpoint(quote.destination, port: header.uint16(at: 2))
    guard let socket = sockets.socket(at: local, from: remote) else { return .icmpQuoteUnknown }
    sockets.note(
      UDPSocketError(
        type: message.type, code: message.code, reporter: reporter, destination: remote,
        maximumTransmissionUnit: learnPathMTU(message, quote, at: now)),
      for: socket)
    return .delivered
  }
}
