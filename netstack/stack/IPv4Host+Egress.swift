/// Sending: headers, the next hop, and what waits for it.
extension IPv4Host {
  /// The first hop to `destination`: itself on our link, a router beyond it (RFC 1122 §3.3.1.1); nil
  /// when no way leads there.
  mutating func nextHop(to destination: IPv4Address) -> NextHop? {
    if destination.isMulticast { return .station(MACAddress(multicast: destination)) }
    if destination == .broadcast { return .station(.broadcast) }
    guard addresses.count > 0 else { return nil }
    switch addresses.reach(destination) {
    case .broadcast: return .station(.broadcast)
    case .onLink: return .neighbor(destination)
    case .beyond: break
    }
    if let gateway = redirectedGateway(to: destination) { return .neighbor(gateway) }
    return routes.gateway(to: destination).map { .neighbor($0) }
  }

  /// Whether an application may send there: to one other host, a broadcast or a group.
  mutating func isSendable(to address: IPv4Address) -> Bool {
    guard !addresses.contains(address) else { return false }
    return address.isMulticast || address == .broadcast || addresses.isBroadcast(address)
      || addresses.isPeer(address)
  }

  /// Which of our addresses to send to `destination` from.
  mutating func source(to destination: IPv4Address) -> IPv4Address? {
    guard case .neighbor(let neighbor) = nextHop(to: destination) else {
      return addresses.source(toward: destination)
    }
    return addresses.source(toward: neighbor)
  }

  /// Sends the packet that was prepared in a frame.
  @inline(never)
  mutating func sendPacket(in frame: inout OutgoingFrame) -> Departure {
    frame.isPrepared = false
    // Without the room that nothing can be queued in, the code for it is left out.
    let departure =
      datagramCapacity > 0 && frame.packet.isQueued
      ? sendQueued(frame.packet, &frame) : send(frame.packet, &frame)
    if frame.packet.isError, !departure.outcome.isDrop { counters.icmpErrorsSent &+= 1 }
    return departure
  }

  /// Sends what answers a packet, if anything does.
  /// - Parameter outcome: what becomes of it otherwise.
  @inline(__always)
  mutating func sendAnswer(
    in frame: inout OutgoingFrame, otherwise outcome: FrameOutcome
  ) -> FrameOutcome {
    frame.isPrepared ? sendPacket(in: &frame).outcome : outcome
  }

  /// Writes the headers of the packet and finishes the frame; or, while the next hop's hardware
  /// address is unknown, holds the packet and finishes a request for it instead.
  private mutating func send(
    _ packet: OutgoingPacket, _ frame: inout OutgoingFrame
  ) -> Departure {
    isDisturbed = true
    guard packet.destination != .unspecified,
      let nextHop = nextHop(to: packet.destination)
    else { return .noRoute }
    // Without an identification it is never fragmented, so that means nothing (RFC 6864 §4.1).
    var identification: UInt16?
    if usesFragmentPolicy(), packet.fragmentPolicy == .byRouters || knowsDestinations() {
      switch passage(of: packet, headerLength: frame.headerLength) {
      case .whole: break
      case .fragmentable(let given): identification = given
      case .cut:
        // Without room nothing is cut, and the code for it is left out.
        guard datagramCapacity > 0 else { return .tooLong }
        return sendCut(packet, &frame)
      case .refused: return .tooLong
      }
    }
    IPv4Header(
      typeOfService: packet.typeOfService, identification: identification ?? 0,
      dontFragment: identification == nil, timeToLive: timeToLive(of: packet),
      protocol: packet.protocol,
      source: packet.source, destination: packet.destination
    )
    .write(
      to: &frame.slot.bytes, at: EthernetFrame.headerLength, optionsLength: frame.optionsLength,
      payloadLength: packet.payloadLength,
      computingChecksum: !capabilities.transmitChecksums.contains(.ipv4Header))
    let length = frame.payloadOffset &+ packet.payloadLength
    switch nextHop {
    case .station(let hardware):
      frame.finish(length, type: .ipv4, from: hardwareAddress, to: hardware)
      return .sent
    case .neighbor(let neighbor):
      return send(
        &frame, length: length, to: neighbor, isAnswer: isAnswer(packet, to: neighbor))
    }
  }

  /// Whether we send to a next hop only because of somebody's packet. Nobody else chooses our
  /// gateways, so what goes by one of them does not count.
  func isAnswer(_ packet: OutgoingPacket, to neighbor: IPv4Address) -> Bool {
    packet.isAnswer && neighbor == packet.destination
  }

  /// The station that an answer goes back to when there is no room to resolve its neighbor, or to
  /// hold it meanwhile: the one that asked. Nothing is remembered of it, so a flood of questions
  /// from hosts that do not exist takes nobody's answers.
  func returnStation(for frame: borrowing OutgoingFrame, isAnswer: Bool) -> MACAddress? {
    isAnswer && frame.asker != .zero ? frame.asker : nil
  }

  /// Multicasts stay on the link unless a socket wants them to go further (RFC 1112 §6.1).
  func timeToLive(of packet: OutgoingPacket) -> UInt8 {
    packet.timeToLive ?? (packet.destination.isMulticast ? 1 : timeToLive)
  }

  private mutating func send(
    _ frame: inout OutgoingFrame, length: Int, to neighbor: IPv4Address, isAnswer: Bool
  ) -> Departure {
    switch neighbors.resolve(
      neighbor, isAnswer: isAnswer, at: now, evicted: &counters.neighborsEvicted)
    {
    case .resolved(let hardware):
      frame.finish(length, type: .ipv4, from: hardwareAddress, to: hardware)
      return .sent
    case .unresolved(let isNew):
      let station = returnStation(for: frame, isAnswer: isAnswer)
      let isHeld = hold(frame, length: length, for: neighbor, evicting: station == nil)
      if !isHeld, let station {
        return sendBack(&frame, length: length, to: station)
      }
      if isNew { requestAddress(of: neighbor, &frame) }
      return isHeld ? .held : .notHeld
    case .full:
      counters.neighborsFull &+= 1
      guard let station = returnStation(for: frame, isAnswer: isAnswer) else {
        return .neighborsFull
      }
      return sendBack(&frame, length: length, to: station)
    }
  }

  private mutating func sendBack(
    _ frame: inout OutgoingFrame, length: Int, to station: MACAddress
  ) -> Departure {
    frame.finish(length, type: .ipv4, from: hardwareAddress, to: station)
    counters.answersSentBack &+= 1
    return .sent
  }

  private mutating func hold(
    _ frame: borrowing OutgoingFrame, length: Int, for nextHop: IPv4Address, evicting: Bool
  ) -> Bool {
    let bytes = frame.slot.bytes.span.extracting(first: length)
    switch held.hold(bytes, for: nextHop, evicting: evicting) {
    case .none: break
    case .replaced: counters.heldReplaced &+= 1
    case .evicted: counters.heldEvicted &+= 1
    case .refused: return false
    }
    return true
  }

  /// When something is due without anything being received.
  mutating func nextDeadline<let datagrams: Int, let bytes: Int>(
    _ reassembler: inout Reassembler<datagrams, bytes>
  ) -> Instant? {
    var deadline = neighbors.nextDeadline()
    Self.advance(&deadline, to: reassembler.nextDeadline())
    Self.advance(&deadline, to: groups.nextDeadline())
    if Features.detectsAddressConflicts { Self.advance(&deadline, to: claims.nextDeadline()) }
    return deadline
  }

  private static func advance(_ deadline: inout Instant?, to other: Instant?) {
    guard let other else { return }
    deadline = min(deadline ?? other, other)
  }

  /// Whether `transmitNext` has something to do at `now`.
  /// - Parameter deadline: the one of `nextDeadline`.
  mutating func hasEgress(deadline: Instant?) -> Bool {
    if let deadline, deadline <= now { return true }
    return isFragmentReady() || nextReadyHop() != nil
  }

  /// A next hop whose held packet need not wait any longer.
  private mutating func nextReadyHop() -> IPv4Address? {
    held.first { neighbors.status(of: $0, at: now) != .unresolved }
  }

  /// Settles one thing that is due. The sources take turns, so that none can starve another.
  mutating func transmitNext<let datagrams: Int, let bytes: Int>(
    _ slot: consuming TransmitSlot,
    _ reassembler: inout Reassembler<datagrams, bytes>
  ) -> TransmitReceipt {
    var frame = OutgoingFrame(slot, limit: capabilities.maximumFrameSize)
    for _ in EgressSource.allCases {
      egressTurn = egressTurn.next
      if transmit(from: egressTurn, &frame, &reassembler) { break }
    }
    return frame.settle()
  }

  /// - Returns: whether something was due, even if no frame came of it.
  private mutating func transmit<let datagrams: Int, let bytes: Int>(
    from source: EgressSource, _ frame: inout OutgoingFrame,
    _ reassembler: inout Reassembler<datagrams, bytes>
  ) -> Bool {
    switch source {
    case .held:
      guard let nextHop = nextReadyHop() else { return false }
      transmitHeld(for: nextHop, &frame)
    case .fragments:
      guard isFragmentReady() else { return false }
      transmitFragment(&frame)
    case .neighbors:
      guard let request = neighbors.nextRequest(at: now) else { return false }
      transmit(request, &frame)
    case .claims:
      guard Features.detectsAddressConflicts else { return false }
      return transmitClaim(&frame)
    case .groups:
      return transmitReport(&frame)
    case .reassembly:
      guard let expiry = reassembler.nextDeadline(), expiry <= now else { return false }
      transmitExpiry(&frame, &reassembler)
    }
    return true
  }

  private mutating func transmit(
    _ request: NeighborCache<neighborCapacity>.DueRequest, _ frame: inout OutgoingFrame
  ) {
    switch request {
    case .send(let address, let station):
      requestAddress(of: address, at: station, &frame)
    case .giveUp(let address):
      counters.neighborsUnreachable &+= 1
      destinations.forget(gateway: address)
      if held.drop(address) { counters.heldUnreachable &+= 1 }
    case .changed:
      counters.neighborsChanged &+= 1
    }
  }

  private mutating func transmitClaim(_ frame: inout OutgoingFrame) -> Bool {
    guard let packet = claims.nextPacket(from: hardwareAddress, at: now, random: &random) else {
      return false
    }
    // The last probe's wait is over with the first announcement.
    useClaims()
    guard frame.finish(packet, to: .broadcast) else {
      counters.arpRefused &+= 1
      return true
    }
    counters.arpClaimsSent &+= 1
    return true
  }

  private mutating func transmitHeld(
    for nextHop: IPv4Address, _ frame: inout OutgoingFrame
  ) {
    guard case .resolved(let hardware) = neighbors.status(of: nextHop, at: now),
      let length = held.release(nextHop, into: &frame.slot.bytes)
    else {
      // Its neighbor was forgotten before the device had a slot for it, or the slot is too small.
      if held.drop(nextHop) { counters.heldUnreachable &+= 1 }
      return
    }
    frame.finish(length, type: .ipv4, from: hardwareAddress, to: hardware)
  }
}
