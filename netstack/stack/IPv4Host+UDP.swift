/// User datagrams (RFC 768; RFC 1122 §4.1).
extension IPv4Host {
  /// The outcome of a frame to many that carries a datagram for a port that no socket has, as most of
  /// what hosts broadcast does. Nobody is told of such a one, so nothing more of it is looked at.
  @inline(always)
  mutating func noiseOutcome(of frame: EthernetFrame) -> FrameOutcome? {
    guard frame.type == .ipv4,
      let (destination, port) = UDPDatagram.destination(inPlain: frame.payload),
      !sockets.mayHave(port), !addresses.contains(destination)
    else { return nil }
    return listens(to: destination) ? .udpPortClosed : .ipv4NotForUs
  }

  @inline(never)
  mutating func receiveUDP(
    _ arrival: borrowing Arrival, _ answer: inout OutgoingFrame,
    _ handler: DatagramHandler
  ) -> FrameOutcome {
    let datagram: UDPDatagram
    do {
      datagram = try UDPDatagram(
        arrival.packet.payload,
        pseudoHeader: arrival.verifiedChecksums.contains(.udp)
          ? nil
          : UDPPseudoHeader(source: arrival.packet.source, destination: arrival.packet.destination))
    } catch {
      return FrameOutcome(error)
    }
    guard var socket = socket(for: arrival, datagram, start: 0) else {
      return answerUnreachable(
        code: UnreachableCode.port, to: arrival, &answer, otherwise: .udpPortClosed)
    }
    var outcome = FrameOutcome.udpPortClosed
    while true {
      let latest = deliver(arrival, datagram, to: socket, &answer, handler)
      guard arrival.isForGroup else { return latest }
      // To every socket of the port, multicasts to those that joined the group (RFC 1122 §4.1.3.6
      // leaves it to the host; applications count on it). There is room for one answer: the first
      // socket that answers has it.
      if latest.precedence <= outcome.precedence { outcome = latest }
      guard let next = self.socket(for: arrival, datagram, start: socket.index &+ 1) else {
        return outcome
      }
      socket = next
    }
  }

  @inline(never)
  private mutating func socket(
    for arrival: borrowing Arrival, _ datagram: UDPDatagram, start: Int
  ) -> UDPSocketID? {
    sockets.socket(
      at: Endpoint(arrival.packet.destination, port: datagram.destinationPort),
      from: Endpoint(arrival.packet.source, port: datagram.sourcePort),
      isForGroup: arrival.isForGroup,
      group: arrival.isForGroup ? groups.bit(of: arrival.packet.destination) : 0, start: start)
  }

  // The only call is in a loop.
  @inline(__always)
  private mutating func deliver(
    _ arrival: borrowing Arrival, _ datagram: UDPDatagram, to socket: UDPSocketID,
    _ answer: inout OutgoingFrame, _ handler: DatagramHandler
  ) -> FrameOutcome {
    let options = sockets.options(of: socket)
    guard datagram.checksum != 0 || options.acceptsMissingChecksum else {
      return .udpChecksumMissing
    }
    let incoming = IncomingDatagram(
      socket: socket, packet: arrival.packet, isForGroup: arrival.isForGroup)
    // From the address that was asked, unless that is everybody's (RFC 1122 §4.1.3.5).
    if !answer.isPrepared {
      answer.packet.source =
        arrival.isForGroup
        ? sockets.address(of: socket) ?? .unspecified : arrival.packet.destination
      answer.packet.destination = arrival.packet.source
      answer.packet.isAnswer = true
    }
    // What came in fragments may well be answered in fragments.
    let isQueued =
      datagramCapacity > UDPDatagram.headerLength && arrival.isReassembled && outgoing.isFree()
      && !answer.isPrepared
    let receipt =
      isQueued
      ? lendQueue(behind: UDPDatagram.headerLength) { slot in handler(incoming, slot) }
      : handler(incoming, answer.payloadSlot(behind: UDPDatagram.headerLength))
    guard receipt.length >= 0 else { return receipt.isTooLong ? .answerTooLong : .delivered }
    let isPrepared = prepare(
      UDPHeader(answering: datagram), receipt, options, isQueued: isQueued, &answer)
    return isPrepared ? .answered : .answerHasNoRoute
  }

  /// Lends the room behind a payload's header in the queue of fragments.
  mutating func lendQueue(
    behind headerLength: Int, _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) -> PayloadReceipt {
    outgoing.withPayload { payload in
      body(PayloadSlot(payload.part(min(headerLength, payload.count)..<payload.count)))
    }
  }

  /// Sends a datagram that the application builds outside of an answer.
  /// - Parameters:
  ///   - headerOptions: at most 40 bytes.
  ///   - isLong: whether it may be too long for a frame.
  mutating func send(
    _ slot: consuming TransmitSlot, from socket: UDPSocketID, to destination: Endpoint,
    _ options: UDPSocketOptions, headerOptions: Span<UInt8>, isLong: Bool,
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
      : body(frame.payloadSlot(behind: UDPDatagram.headerLength))
    guard receipt.length >= 0 else {
      error = receipt.isTooLong ? .tooLong : .discarded
      return frame.settle()
    }
    frame.packet.source = sockets.address(of: socket) ?? .unspecified
    frame.packet.destination = destination.address
    let header = UDPHeader(
      sourcePort: sockets.port(of: socket), destinationPort: destination.port)
    error =
      prepare(header, receipt, options, isQueued: isQueued, &frame)
      ? sendPacket(in: &frame).error : .noRoute
    return frame.settle()
  }

  /// Writes the header before the payload that an application built, and has the frame send it.
  /// - Parameters:
  ///   - isQueued: whether the payload stands in the queue of fragments, which it leaves if it fits
  ///     the frame.
  ///   - frame: has the addresses of its packet.
  /// - Returns: false when there is no way to the destination.
  @inline(never)
  private mutating func prepare(
    _ header: UDPHeader, _ receipt: borrowing PayloadReceipt, _ options: UDPSocketOptions,
    isQueued: Bool, _ frame: inout OutgoingFrame
  ) -> Bool {
    guard header.destinationPort != 0 else { return false }
    if frame.packet.source == .unspecified {
      guard let source = source(to: frame.packet.destination) else { return false }
      frame.packet.source = source
    }
    // A socket may be bound to an address that was given up.
    guard addresses.contains(frame.packet.source) else { return false }
    let length = UDPDatagram.headerLength &+ receipt.length
    frame.packet.protocol = .udp
    frame.packet.typeOfService = options.typeOfService
    frame.packet.timeToLive = options.timeToLive
    frame.packet.fragmentPolicy = options.fragmentPolicy
    frame.packet.payloadLength = length
    frame.isPrepared = true
    // Without the room that nothing can be queued in, the code for it is left out.
    if datagramCapacity > UDPDatagram.headerLength, isQueued {
      frame.packet.isQueued = length > frame.payloadRoom
      guard !frame.packet.isQueued else {
        outgoing.withPayload { payload in
          // The device can't sum over fragments.
          Self.writeHeader(
            header, receipt, of: frame.packet, &payload, at: 0, isOffloaded: false,
            sendsChecksum: options.sendsChecksum)
        }
        return true
      }
      outgoing.withPayload { payload in
        frame.slot.bytes.copy(payload.span.extracting(first: length), at: frame.payloadOffset)
      }
    }
    Self.writeHeader(
      header, receipt, of: frame.packet, &frame.slot.bytes, at: frame.payloadOffset,
      isOffloaded: capabilities.transmitChecksums.contains(.udp),
      sendsChecksum: options.sendsChecksum)
    return true
  }

  @inline(__always)
  @_lifetime(bytes: copy bytes)
  private static func writeHeader(
    _ header: UDPHeader, _ receipt: borrowing PayloadReceipt, of packet: OutgoingPacket,
    _ bytes: inout MutableSpan<UInt8>, at offset: Int, isOffloaded: Bool, sendsChecksum: Bool
  ) {
    writeHeader(
      header, length: receipt.length, sum: receipt.sum,
      pseudoHeader: UDPPseudoHeader(source: packet.source, destination: packet.destination),
      &bytes, at: offset, isOffloaded: isOffloaded, sendsChecksum: sendsChecksum)
  }

  /// Writes the header before the payload that stands behind it.
  /// - Parameters:
  ///   - length: the payload's.
  ///   - sum: the payload's; nil when it has not been summed yet.
  @inline(always)
  @_lifetime(bytes: copy bytes)
  static func writeHeader(
    _ header: UDPHeader, length: Int, sum: InternetChecksum?,
    pseudoHeader: UDPPseudoHeader, _ bytes: inout MutableSpan<UInt8>, at offset: Int,
    isOffloaded: Bool, sendsChecksum: Bool
  ) {
    guard sendsChecksum, !isOffloaded else {
      header.write(to: &bytes, at: offset, payloadLength: length, payload: nil)
      // The device leaves a zero as it is; see `ChecksumSet.udp`.
      if sendsChecksum { bytes.store(UInt16.max, at: offset &+ 6) }
      return
    }
    let start = offset &+ UDPDatagram.headerLength
    let sum = sum ?? Self.sum(bytes.span, start..<start &+ length)
    header.write(
      to: &bytes, at: offset, payloadLength: length,
      payload: (sum: sum, pseudoHeader: pseudoHeader))
  }

  private static func sum(_ bytes: Span<UInt8>, _ range: Range<Int>) -> InternetChecksum {
    var sum = InternetChecksum()
    sum.add(bytes.extracting(range))
    return sum
  }

  /// Notes an error for the socket whose datagram is quoted (RFC 1122 §4.1.3.3).
  mutating func noteUDPError(
    _ message: ICMPv4Message, _ quote: IPv4Quote, from reporter: IPv4Address
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
        maximumTransmissionUnit: learnPathMTU(message, quote)),
      for: socket)
    return .delivered
  }
}
