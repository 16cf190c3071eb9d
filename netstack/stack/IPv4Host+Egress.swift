/// An IPv4 packet whose payload stands in a frame already.
struct OutgoingPacket {
  var `protocol`: IPProtocol
  var source: IPv4Address
  var destination: IPv4Address
  var typeOfService: UInt8 = 0
  var payloadLength: Int

  /// Where the payload of IPv4 stands in a frame that we build: we send no options.
  static var payloadOffset: Int {
    EthernetFrame.headerLength &+ IPv4Packet.minimumHeaderLength
  }
}

/// What became of a packet on its way out.
enum Departure {
  case sent
  case held
  /// Its neighbor is being asked for, and there is no place to hold it.
  case notHeld
  case noRoute
  case neighborsFull

  /// The outcome of a frame whose answer departed so.
  var outcome: FrameOutcome {
    switch self {
    case .sent: .answered
    case .held: .held
    case .notHeld: .answerNotHeld
    case .noRoute: .answerHasNoRoute
    case .neighborsFull: .answerNeighborsFull
    }
  }
}

/// Sending: headers, the next hop, and what waits for it.
extension IPv4Host {
  /// How many bytes of IPv4 payload fit the frame.
  func payloadRoom(in frame: borrowing OutgoingFrame) -> Int {
    max(
      0,
      min(frame.slot.bytes.count, capabilities.maximumFrameSize) &- OutgoingPacket.payloadOffset)
  }

  /// Writes the headers of the packet and finishes the frame; or, while the next hop's hardware
  /// address is unknown, holds the packet and finishes a request for it instead.
  @_lifetime(frame: copy frame)
  mutating func send(
    _ packet: OutgoingPacket, _ frame: inout OutgoingFrame, at now: Instant
  ) -> Departure {
    guard let subnet, packet.destination != .unspecified else { return .noRoute }
    // Never fragmented, so the identification means nothing (RFC 6864 §4.1).
    IPv4Header(
      typeOfService: packet.typeOfService, dontFragment: true, timeToLive: timeToLive,
      protocol: packet.protocol, source: packet.source, destination: packet.destination
    )
    .write(
      to: &frame.slot.bytes, at: EthernetFrame.headerLength, payloadLength: packet.payloadLength,
      computingChecksum: !capabilities.transmitChecksums.contains(.ipv4Header))
    let length = OutgoingPacket.payloadOffset &+ packet.payloadLength
    if packet.destination.isMulticast {
      finish(&frame, length: length, to: MACAddress(multicast: packet.destination))
      return .sent
    }
    if packet.destination == .broadcast || subnet.isBroadcast(packet.destination) {
      finish(&frame, length: length, to: .broadcast)
      return .sent
    }
    guard let nextHop = nextHop(to: packet.destination, in: subnet) else { return .noRoute }
    switch neighbors.resolve(nextHop, at: now, evicted: &counters.neighborsEvicted) {
    case .resolved(let hardware):
      finish(&frame, length: length, to: hardware)
      return .sent
    case .unresolved(let isNew):
      let isHeld = hold(frame, length: length, for: nextHop)
      if isNew { writeARPRequest(for: nextHop, &frame) }
      return isHeld ? .held : .notHeld
    case .full:
      counters.neighborsFull &+= 1
      return .neighborsFull
    }
  }

  /// The destination itself on our link, the gateway beyond it (RFC 1122 §3.3.1.1).
  private func nextHop(to destination: IPv4Address, in subnet: IPv4Subnet) -> IPv4Address? {
    subnet.contains(destination) ? destination : gateway
  }

  @_lifetime(frame: copy frame)
  private func finish(_ frame: inout OutgoingFrame, length: Int, to destination: MACAddress) {
    EthernetHeader(destination: destination, source: hardwareAddress, type: .ipv4)
      .write(to: &frame.slot.bytes)
    frame.length = length
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
  var nextDeadline: Instant? { neighbors.nextDeadline }

  /// Whether `transmitNext` has something to do at `now`.
  func hasEgress(at now: Instant) -> Bool {
    if let due = neighbors.nextDeadline, due <= now { return true }
    return nextReadyHop(at: now) != nil
  }

  /// A next hop whose held packet need not wait any longer.
  private func nextReadyHop(at now: Instant) -> IPv4Address? {
    held.first { neighbors.status(of: $0, at: now) != .unresolved }
  }

  /// Does one thing that is due: sends a held packet whose neighbor is known, asks for a neighbor
  /// once more, or gives one up.
  mutating func transmitNext(
    _ slot: consuming TransmitSlot, at now: Instant
  ) -> TransmitReceipt {
    var frame = OutgoingFrame(slot)
    if let nextHop = nextReadyHop(at: now) {
      transmitHeld(for: nextHop, &frame, at: now)
    } else if let request = neighbors.nextRequest(at: now) {
      switch request {
      case .send(let address):
        writeARPRequest(for: address, &frame)
      case .giveUp(let address):
        counters.neighborsUnreachable &+= 1
        if held.drop(address) { counters.heldUnreachable &+= 1 }
      }
    }
    return frame.settle()
  }

  @_lifetime(frame: copy frame)
  private mutating func transmitHeld(
    for nextHop: IPv4Address, _ frame: inout OutgoingFrame, at now: Instant
  ) {
    guard case .resolved(let hardware) = neighbors.status(of: nextHop, at: now),
      let length = held.release(nextHop, into: &frame.slot.bytes)
    else {
      // Its neighbor was forgotten before the device had a slot for it.
      if held.drop(nextHop) { counters.heldUnreachable &+= 1 }
      return
    }
    finish(&frame, length: length, to: hardware)
  }
}
