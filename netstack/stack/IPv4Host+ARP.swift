/// Address resolution (RFC 826).
extension IPv4Host {
  mutating func receiveARP(
    _ bytes: Span<UInt8>, _ answer: inout OutgoingFrame, at now: Instant
  ) -> FrameOutcome {
    let packet: ARPPacket
    do {
      packet = try ARPPacket(bytes)
    } catch {
      return FrameOutcome(error)
    }
    guard let subnet else { return .arpNotForUs }
    guard packet.senderHardware != hardwareAddress else { return .arpLoopedBack }
    guard packet.senderHardware.isUnicast else { return .arpInvalidSender }
    guard packet.senderProtocol != subnet.address else { return .arpConflict }

    let isRequestForUs =
      packet.targetProtocol == subnet.address && packet.operation == .request
    guard packet.senderProtocol != .unspecified else {
      // A probe (RFC 5227 §2.1.1): answered, so that its sender learns that the address is taken.
      guard isRequestForUs else { return .arpNotForUs }
      reply(to: packet, &answer)
      return .answered
    }
    guard subnet.isHost(packet.senderProtocol) else { return .arpInvalidSender }
    let lesson = neighbors.learn(
      packet.senderProtocol, is: packet.senderHardware, creating: isRequestForUs, at: now,
      evicted: &counters.neighborsEvicted)
    if case .full = lesson { counters.neighborsFull &+= 1 }
    if isRequestForUs {
      reply(to: packet, &answer)
      return .answered
    }
    if case .updated = lesson { return .delivered }
    return packet.targetProtocol == subnet.address ? .arpUnsolicited : .arpNotForUs
  }

  private mutating func reply(to request: ARPPacket, _ answer: inout OutgoingFrame) {
    let reply = ARPPacket(
      operation: .reply, senderHardware: hardwareAddress, senderProtocol: request.targetProtocol,
      targetHardware: request.senderHardware, targetProtocol: request.senderProtocol)
    answer.finish(reply, to: request.senderHardware)
  }

  /// Asks the link who has `target` (RFC 826).
  mutating func requestAddress(of target: IPv4Address, _ frame: inout OutgoingFrame) {
    guard let subnet else { return }
    let request = ARPPacket(
      operation: .request, senderHardware: hardwareAddress, senderProtocol: subnet.address,
      targetHardware: .zero, targetProtocol: target)
    frame.finish(request, to: .broadcast)
    counters.arpRequestsSent &+= 1
  }
}
