/// Sending: headers, the next hop, and what waits for it.
extension IPv4Host {
  /// The first hop to `destination`: the destination itself on our link, a router beyond it
  /// (RFC 1122 §3.3.1.1).
  mutating func nextHop(to destination: IPv4Address) -> NextHop? {
    if destination.isMulticast { return .station(MACAddress(multicast: destination)) }
    if destination == .broadcast || addresses.isBroadcast(destination) {
      return .station(.broadcast)
    }
    if addresses.isOnLink(destination) { return .neighbor(destination) }
    return routes.gateway(to: destination).map { .neighbor($0) }
  }

  /// Which of our addresses to send to `destination` from.
  mutating func source(to destination: IPv4Address) -> IPv4Address? {
    guard case .neighbor(let neighbor) = nextHop(to: destination) else {
      return addresses.source(toward: destination)
    }
    return addresses.source(toward: neighbor)
  }

  /// Writes the headers of the packet and finishes the frame; or, while the next hop's hardware
  /// address is unknown, holds the packet and finishes a request for it instead.
  mutating func send(
    _ packet: OutgoingPacket, _ frame: inout OutgoingFrame, at now: Instant
  ) -> Departure {
    guard addresses.count > 0, packet.destination != .unspecified,
      let nextHop = nextHop(to: packet.destination)
    else { return .noRoute }
    // Never fragmented, so the identification means nothing (RFC 6864 §4.1).
    IPv4Header(
      typeOfService: packet.typeOfService, dontFragment: true,
      timeToLive: packet.timeToLive ?? timeToLive, protocol: packet.protocol,
      source: packet.source, destination: packet.destination
    )
    .write(
      to: &frame.slot.bytes, at: EthernetFrame.headerLength, payloadLength: packet.payloadLength,
      computingChecksum: !capabilities.transmitChecksums.contains(.ipv4Header))
    let length = OutgoingFrame.payloadOffset &+ packet.payloadLength
    switch nextHop {
    case .station(let hardware):
      frame.finish(length, type: .ipv4, from: hardwareAddress, to: hardware)
      return .sent
    case .neighbor(let neighbor):
      return send(&frame, length: length, to: neighbor, isAnswer: packet.isAnswer, at: now)
    }
  }

  private mutating func send(
    _ frame: inout OutgoingFrame, length: Int, to neighbor: IPv4Address, isAnswer: Bool,
    at now: Instant
  ) -> Departure {
    switch neighbors.resolve(
      neighbor, isAnswer: isAnswer, at: now, evicted: &counters.neighborsEvicted)
    {
    case .resolved(let hardware):
      frame.finish(length, type: .ipv4, from: hardwareAddress, to: hardware)
      return .sent
    case .unresolved(let isNew):
      let isHeld = hold(frame, length: length, for: neighbor)
      if isNew { requestAddress(of: neighbor, &frame) }
      return isHeld ? .held : .notHeld
    case .full:
      counters.neighborsFull &+= 1
      return .neighborsFull
    }
  }

  private mutating func hold(
    _ frame: borrowing OutgoingFrame, length: Int, for nextHop: IPv4Address
  ) -> Bool {
    switch held.hold(frame.slot.bytes.span.extracting(first: length), for: nextHop) {
    case .none: break
    case .replaced: counters.heldReplaced &+= 1
    case .evicted: counters.heldEvicted &+= 1
    case .refused: return false
    }
    return true
  }

  /// When `hasEgress` will be true without anything being received.
  mutating func nextDeadline() -> Instant? { neighbors.nextDeadline() }

  /// Whether `transmitNext` has something to do at `now`.
  mutating func hasEgress(at now: Instant) -> Bool {
    if let due = neighbors.nextDeadline(), due <= now { return true }
    return isFragmentReady(at: now) || nextReadyHop(at: now) != nil
  }

  /// A next hop whose held packet need not wait any longer.
  private mutating func nextReadyHop(at now: Instant) -> IPv4Address? {
    held.first { neighbors.status(of: $0, at: now) != .unresolved }
  }

  /// Does one thing that is due: sends a held packet whose neighbor is known or a fragment, asks for a neighbor
  /// once more, or gives one up.
  mutating func transmitNext(
    _ slot: consuming TransmitSlot, at now: Instant
  ) -> TransmitReceipt {
    var frame = OutgoingFrame(slot, limit: capabilities.maximumFrameSize)
    if let nextHop = nextReadyHop(at: now) {
      transmitHeld(for: nextHop, &frame, at: now)
    } else if isFragmentReady(at: now) {
      transmitFragment(&frame, at: now)
    } else if let request = neighbors.nextRequest(at: now) {
      switch request {
      case .send(let address, let station):
        requestAddress(of: address, at: station, &frame)
      case .giveUp(let address):
        counters.neighborsUnreachable &+= 1
        if held.drop(address) { counters.heldUnreachable &+= 1 }
      case .changed:
        counters.neighborsChanged &+= 1
      }
    }
    return frame.settle()
  }

  private mutating func transmitHeld(
    for nextHop: IPv4Address, _ frame: inout OutgoingFrame, at now: Instant
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
