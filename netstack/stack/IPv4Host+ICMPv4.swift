/// Control messages (RFC 792; RFC 1122 §3.2.2).
extension IPv4Host {
  @inline(never)
  mutating func receiveICMP(
    _ arrival: borrowing Arrival, _ answer: inout OutgoingFrame
  ) -> FrameOutcome {
    let bytes = arrival.packet.payload
    let isVerified = arrival.verifiedChecksums.contains(.icmpv4)
    if bytes.count >= ICMPv4Message.headerLength,
      bytes[0] == ICMPv4Type.echoRequest.rawValue
    {
      return receiveEcho(arrival, isVerified: isVerified, &answer)
    }
    let message: ICMPv4Message
    do {
      message = try ICMPv4Message(bytes, verifyingChecksum: !isVerified)
    } catch {
      return FrameOutcome(error)
    }
    switch message.type {
    case .destinationUnreachable, .timeExceeded, .parameterProblem:
      return receiveError(message, arrival)
    case .redirect where destinationCapacity > 0 && Features.followsRedirects:
      return receiveRedirect(message, arrival)
    case .timestampRequest where Features.answersTimestamps:
      return receiveTimestampRequest(message, arrival, &answer)
    default:
      // Among them source quench, which is ignored (RFC 6633 §3).
      return .icmpUnhandled
    }
  }

  /// Passes an error on to the transport that the quoted packet came from (RFC 1122 §3.2.2.1).
  private mutating func receiveError(
    _ message: ICMPv4Message, _ arrival: borrowing Arrival
  ) -> FrameOutcome {
    guard let quote = try? IPv4Quote(message.payload) else { return .icmpQuoteInvalid }
    guard addresses.contains(quote.source) else { return .icmpQuoteUnknown }
    switch quote.protocol {
    case .udp: return noteUDPError(message, quote, from: arrival.packet.source)
    case .icmp:
      // About an echo reply, which is as long as others choose, or what a raw socket sent.
      guard quote.isFirstFragment, quote.payload.count > 0,
        quote.payload[0] == ICMPv4Type.echoReply.rawValue
          || rawSockets.member(for: arrival.packet, start: 0) != nil,
        learnPathMTU(message, quote) != nil
      else { return .icmpQuoteUnknown }
      return .delivered
    default: return .icmpQuoteUnknown
    }
  }

  /// Returns the data whole (RFC 1122 §3.2.2.6), verified while it is copied into the reply, to
  /// where the request came from.
  private mutating func receiveEcho(
    _ arrival: borrowing Arrival, isVerified: Bool, _ answer: inout OutgoingFrame
  ) -> FrameOutcome {
    let message = arrival.packet.payload
    // All of them would answer at once.
    guard !arrival.isForGroup else { return .icmpEchoToGroup }
    var destination = arrival.packet.source
    if Features.answersOptions, !arrival.packet.options.isEmpty {
      guard let hop = writeReplyOptions(to: arrival.packet, &answer) else {
        return .answerHasNoRoute
      }
      destination = hop
    }
    var packet = OutgoingPacket(
      source: arrival.packet.destination, destination: destination, payloadLength: message.count,
      protocol: .icmp, typeOfService: arrival.packet.typeOfService, isAnswer: true)
    guard message.count > answer.payloadRoom else {
      let isOffloaded = capabilities.transmitChecksums.contains(.icmpv4)
      guard
        Self.writeEchoReply(
          to: message, &answer.slot.bytes, at: answer.payloadOffset,
          isVerified: isVerified, isOffloaded: isOffloaded)
      else { return .icmpChecksum }
      answer.prepare(packet)
      return .answered
    }
    guard datagramCapacity > 0, message.count <= datagramCapacity, outgoing.isFree() else {
      return .answerTooLong
    }
    let isWritten = outgoing.withPayload { payload in
      // The device can't sum over fragments.
      Self.writeEchoReply(
        to: message, &payload, at: 0, isVerified: isVerified, isOffloaded: false)
    }
    guard isWritten else { return .icmpChecksum }
    packet.isQueued = true
    answer.prepare(packet)
    return .answered
  }

  /// Returns the sender's time with ours, which is no time of day (RFC 792, Timestamp).
  private mutating func receiveTimestampRequest(
    _ request: ICMPv4Message, _ arrival: borrowing Arrival, _ answer: inout OutgoingFrame
  ) -> FrameOutcome {
    // Originate, receive and transmit timestamp.
    let length = 12
    guard !arrival.isForGroup, request.payload.count >= length else { return .icmpUnhandled }
    guard ICMPv4Message.headerLength &+ length <= answer.payloadRoom else {
      return .answerTooLong
    }
    let start = answer.payloadOffset
    let times = start &+ ICMPv4Message.headerLength
    answer.slot.bytes.store(request.payload.uint32(at: 0), at: times)
    answer.slot.bytes.store(now.nonstandardTimestamp, at: times &+ 4)
    answer.slot.bytes.store(now.nonstandardTimestamp, at: times &+ 8)
    var sum = InternetChecksum()
    sum.add(answer.slot.bytes.span.extracting(times..<times &+ length))
    let isOffloaded = capabilities.transmitChecksums.contains(.icmpv4)
    ICMPv4Header(type: .timestampReply, restOfHeader: request.restOfHeader)
      .write(to: &answer.slot.bytes, at: start, payload: isOffloaded ? nil : sum)
    answer.prepare(
      OutgoingPacket(
        source: arrival.packet.destination, destination: arrival.packet.source,
        payloadLength: ICMPv4Message.headerLength &+ length, protocol: .icmp,
        typeOfService: arrival.packet.typeOfService, isAnswer: true))
    return .answered
  }

  /// - Returns: false when the request's checksum is wrong.
  @inline(__always)
  @_lifetime(target: copy target)
  static func writeEchoReply(
    to message: Span<UInt8>, _ target: inout MutableSpan<UInt8>, at offset: Int, isVerified: Bool,
    isOffloaded: Bool
  ) -> Bool {
    var answer = target.part(offset..<offset &+ message.count)
    let sum = answer.copyAndSum(message, at: 0)
    guard isVerified || InternetChecksum(nativeSum: sum, byteCount: message.count).isValid else {
      return false
    }
    // The type, which is 8, becomes 0; the code stays.
    let start = message.uint32(at: 0) & 0xFF_FFFF
    let checksum =
      isOffloaded
      ? 0
      : InternetChecksum.update(UInt16(truncatingIfNeeded: start), decreasingFieldBy: 0x0800)
    answer.store(start & 0xFF_0000 | UInt32(checksum), at: 0)
    if checksum == 0 && !isOffloaded {
      // The update can't tell a sum of nothing but zeros, whose checksum is 0xFFFF, from one of
      // all ones (RFC 1624 §3).
      var sum = InternetChecksum()
      sum.add(answer.span)
      answer.store(sum.value, at: 2)
    }
    return true
  }

  /// Tells the sender that a packet could not be delivered, unless that is forbidden
  /// (RFC 1122 §3.2.2). The quote is the packet as it came.
  /// - Parameter otherwise: the outcome when nothing may be sent.
  @inline(never)
  mutating func answerUnreachable(
    code: UInt8, to arrival: borrowing Arrival, _ answer: inout OutgoingFrame,
    otherwise: FrameOutcome
  ) -> FrameOutcome {
    guard !arrival.isForGroup else { return otherwise }
    return writeError(
      .destinationUnreachable, code: code, quoting: arrival.packet.bytes,
      from: arrival.packet.destination, to: arrival.packet.source, &answer) ?? otherwise
  }

  /// Writes an error with as much of a packet as is allowed.
  /// - Returns: what becomes of it; nil when too many were sent.
  @inline(never)
  mutating func writeError(
    _ type: ICMPv4Type, code: UInt8, quoting bytes: Span<UInt8>, from source: IPv4Address,
    to destination: IPv4Address, _ frame: inout OutgoingFrame
  ) -> FrameOutcome? {
    // The longest error there should be (RFC 1812 §4.3.2.3), without its headers.
    let longestQuote = 576 &- IPv4Packet.minimumHeaderLength &- ICMPv4Message.headerLength
    let length = min(bytes.count, longestQuote)
    guard length &+ ICMPv4Message.headerLength <= frame.payloadRoom else { return .answerTooLong }
    guard errorLimit.take(at: now.microseconds) else {
      counters.icmpErrorsLimited &+= 1
      return nil
    }
    let offset = frame.payloadOffset
    let sum = frame.slot.bytes.copyAndSum(
      bytes.extracting(first: length), at: offset &+ ICMPv4Message.headerLength)
    let isOffloaded = capabilities.transmitChecksums.contains(.icmpv4)
    ICMPv4Header(type: type, code: code)
      .write(
        to: &frame.slot.bytes, at: offset,
        payload: isOffloaded ? nil : InternetChecksum(nativeSum: sum, byteCount: length))
    frame.prepare(
      OutgoingPacket(
        source: source, destination: destination,
        payloadLength: ICMPv4Message.headerLength &+ length, protocol: .icmp, isAnswer: true,
        isError: true))
    return .answered
  }
}
