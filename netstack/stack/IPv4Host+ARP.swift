/// Address resolution (RFC 826).
extension IPv4Host {
  /// Takes in a frame that carries a packet.
  // Not a method: whose caller has no other work left goes on there, without a call.
  @inline(never)
  static func receiveARP(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot, _ host: inout Self
  ) -> TransmitReceipt {
    // A familiar neighbor's request would pass all that is checked of a stranger.
    guard Features.predictsHeaders, received.bytes.count >= OutgoingFrame.arpLength,
      let frame = EthernetFrame(whole: received.bytes),
      frame.destination.isGroup || frame.destination == host.hardwareAddress,
      !frame.source.isGroup, let packet = ARPPacket(request: frame.payload),
      host.addresses.contains(packet.targetProtocol),
      host.neighbors.hear(packet.senderProtocol, from: packet.senderHardware, at: host.now) != nil
    else { return receiveStrangeARP(received, slot, &host) }
    var answer = OutgoingFrame(slot, limit: host.capabilities.maximumFrameSize)
    host.reply(to: packet, &answer)
    return answer.settle()
  }

  /// Takes in what no familiar neighbor asks. Apart, so that its calls cost those nothing.
  @inline(never)
  private static func receiveStrangeARP(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot, _ host: inout Self
  ) -> TransmitReceipt {
    guard Features.predictsHeaders, let frame = EthernetFrame(whole: received.bytes),
      frame.destination.isGroup, !frame.source.isGroup,
      let packet = ARPPacket(request: frame.payload), host.isAmongOthers(packet)
    else { return receiveAnyARP(received, slot, &host) }
    return host.drop(slot, .arpNotForUs)
  }

  /// Whether a request that is for none of our addresses passes all checks and concerns nobody that
  /// we know: most of what is broadcast on a network is such.
  @inline(always)
  private mutating func isAmongOthers(_ request: ARPPacket) -> Bool {
    !addresses.contains(request.targetProtocol) && request.senderHardware.isUnicast
      && request.senderHardware != hardwareAddress
      && addresses.isNeighbor(request.senderProtocol)
      && (!Features.detectsAddressConflicts || !claims.contains(request.senderProtocol))
      && !neighbors.contains(request.senderProtocol)
  }

  /// Takes in a frame of anybody, with every check.
  @inline(never)
  private static func receiveAnyARP(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot, _ host: inout Self
  ) -> TransmitReceipt {
    guard let frame = EthernetFrame(whole: received.bytes),
      frame.destination.isGroup || frame.destination == host.hardwareAddress
    else { return host.drop(slot, .frameNotForUs) }
    guard !frame.source.isGroup else { return host.drop(slot, .frameSourceIsGroup) }
    let packet: ARPPacket
    do {
      packet = try ARPPacket(frame.payload)
    } catch {
      return host.drop(slot, FrameOutcome(error))
    }
    var answer = OutgoingFrame(slot, limit: host.capabilities.maximumFrameSize)
    if let outcome = host.receive(packet, &answer) {
      host.counters.count(outcome)
    } else {
      host.reply(to: packet, &answer)
    }
    return answer.settle()
  }

  /// Takes in a packet of anybody.
  /// - Returns: nil when it is a request that is to be answered.
  @inline(always)
  private mutating func receive(
    _ packet: ARPPacket, _ answer: inout OutgoingFrame
  ) -> FrameOutcome? {
    let isForUs = addresses.contains(packet.targetProtocol)
    let isRequestForUs = isForUs && packet.operation == .request
    guard packet.senderHardware != hardwareAddress else { return .arpLoopedBack }
    guard packet.senderHardware.isUnicast else { return .arpInvalidSender }
    if let outcome = contest(packet, &answer) {
      isDisturbed = true
      return outcome
    }

    guard packet.senderProtocol != .unspecified else {
      // A probe (RFC 5227 §2.1.1): answered, so that its sender learns that the address is taken.
      return isRequestForUs ? nil : .arpNotForUs
    }
    guard addresses.count > 0 else { return .arpNotForUs }
    guard addresses.isNeighbor(packet.senderProtocol) else { return .arpInvalidSender }
    let lesson = neighbors.learn(
      packet.senderProtocol, is: packet.senderHardware, creating: isRequestForUs, at: now,
      evicted: &counters.neighborsEvicted)
    isDisturbed = isDisturbed || lesson != .ignored
    switch lesson {
    case .updated: acquaint(packet.senderProtocol, is: packet.senderHardware)
    case .contested: counters.neighborsContested &+= 1
    case .full: counters.neighborsFull &+= 1
    case .ignored: break
    }
    if isRequestForUs { return nil }
    switch lesson {
    case .updated, .contested: return .delivered
    case .ignored, .full: return isForUs ? .arpUnsolicited : .arpNotForUs
    }
  }

  /// Settles whose an address of ours is (RFC 5227 §2.4).
  /// - Returns: nil when the packet doesn't question it.
  @inline(__always)
  private mutating func contest(
    _ packet: ARPPacket, _ answer: inout OutgoingFrame
  ) -> FrameOutcome? {
    guard Features.detectsAddressConflicts else {
      return addresses.contains(packet.senderProtocol) ? .arpConflict : nil
    }
    switch claims.receive(packet, ourHardware: hardwareAddress, at: now) {
    case .none:
      return nil
    case .ours:
      return .arpLoopedBack
    case .defend:
      let claim = ARPPacket.announcement(of: packet.senderProtocol, from: hardwareAddress)
      guard answer.finish(claim, to: .broadcast) else { return .answerTooLong }
      counters.arpClaimsSent &+= 1
      return .answered
    case .tolerated:
      return .arpConflict
    case .probeLost, .defeated:
      useClaims()
      return .arpConflict
    }
  }

  @inline(always)
  private mutating func reply(to request: ARPPacket, _ answer: inout OutgoingFrame) {
    let reply = ARPPacket(
      operation: .reply, senderHardware: hardwareAddress, senderProtocol: request.targetProtocol,
      targetHardware: request.senderHardware, targetProtocol: request.senderProtocol)
    guard answer.finish(reply, to: request.senderHardware) else {
      return counters.count(.answerTooLong)
    }
    counters.count(.answered)
  }

  /// Asks for the hardware address of `target` (RFC 826): the whole link, or only the station that
  /// had it last (RFC 1122 §2.3.2.1 (2)).
  mutating func requestAddress(
    of target: IPv4Address, at station: MACAddress = .broadcast, _ frame: inout OutgoingFrame
  ) {
    // The sender is an address of the target's network; others might not be answered.
    guard let source = addresses.source(toward: target) else { return }
    let request = ARPPacket(
      operation: .request, senderHardware: hardwareAddress, senderProtocol: source,
      targetHardware: .zero, targetProtocol: target)
    guard frame.finish(request, to: station) else {
      counters.arpRefused &+= 1
      return
    }
    counters.arpRequestsSent &+= 1
  }
}
