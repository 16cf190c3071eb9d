/// Address resolution (RFC 826).
extension IPv4Host {
  @_lifetime(answer: copy answer)
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

    let isForUs = packet.targetProtocol == subnet.address
    let isRequest = packet.operation == .request
    guard packet.senderProtocol != .unspecified else {
      // A probe (RFC 5227 §2.1.1): answered, so that its sender learns that the address is taken.
      guard isForUs && isRequest else { return .arpNotForUs }
      writeARPReply(to: packet, &answer)
      return .answered
    }
    guard subnet.isHost(packet.senderProtocol) else { return .arpInvalidSender }
    let lesson = neighbors.learn(
      packet.senderProtocol, is: packet.senderHardware, creating: isForUs && isRequest, at: now,
      evicted: &counters.neighborsEvicted)
    if case .full = lesson { counters.neighborsFull &+= 1 }
    if isForUs && isRequest {
      writeARPReply(to: packet, &answer)
      return .answered
    }
    if case .updated = lesson { return .delivered }
    return isForUs ? .arpUnsolicited : .arpNotForUs
  }

  @_lifetime(answer: copy answer)
  private func writeARPReply(to request: ARPPacket, _ answer: inout OutgoingFrame) {
    let reply = ARPPacket(
      operation: .reply, senderHardware: hardwareAddress, senderProtocol: request.targetProtocol,
      targetHardware: request.senderHardware, targetProtocol: request.senderProtocol)
    write(reply, to: request.senderHardware, &answer)
  }

  /// Asks the link who has `target` (RFC 826).
  @_lifetime(frame: copy frame)
  mutating func writeARPRequest(for target: IPv4Address, _ frame: inout OutgoingFrame) {
    guard let subnet else { return }
    let request = ARPPacket(
      operation: .request, senderHardware: hardwareAddress, senderProtocol: subnet.address,
      targetHardware: .zero, targetProtocol: target)
    write(request, to: .broadcast, &frame)
    counters.arpRequestsSent &+= 1
  }

  @_lifetime(frame: copy frame)
  private func write(
    _ packet: ARPPacket, to destination: MACAddress, _ frame: inout OutgoingFrame
  ) {
    guard frame.slot.bytes.count >= EthernetFrame.headerLength &+ ARPPacket.length else { return }
    EthernetHeader(destination: destination, source: hardwareAddress, type: .arp)
      .write(to: &frame.slot.bytes)
    packet.write(to: &frame.slot.bytes, at: EthernetFrame.headerLength)
    frame.length = EthernetFrame.headerLength &+ ARPPacket.length
  }
}
