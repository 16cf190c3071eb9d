/// Datagrams that are longer than a frame (RFC 791 §3.2; RFC 1122 §3.3.2, §3.3.3).
extension IPv4Host {
  /// Takes in a fragment, and the datagram that it makes whole.
  @inline(never)
  mutating func receiveFragment<let datagrams: Int, let bytes: Int>(
    _ packet: IPv4Packet, isForGroup: Bool, _ answer: inout OutgoingFrame,
    _ reassembler: inout Reassembler<datagrams, bytes>, _ handler: DatagramHandler,
    _ packetHandler: PacketHandler
  ) -> FrameOutcome {
    isDisturbed = true
    switch reassembler.add(packet, at: now, &counters.reassembly) {
    case .held: return .fragmentHeld
    case .duplicate: return .fragmentDuplicate
    case .dropped(let reason): return FrameOutcome(reason)
    case .complete(let index):
      return reassembler.withBytes(at: index) { bytes in
        // What was put together is a packet; only a mistake of ours could make it none.
        guard let whole = try? IPv4Packet(bytes) else { return .fragmentMalformed }
        // The device could not verify a checksum over parts of a datagram.
        let arrival = Arrival(
          whole, isForGroup: isForGroup, isReassembled: true, verifiedChecksums: [])
        return deliver(arrival, &answer, handler, packetHandler)
      }
    }
  }

  /// Sends the payload that stands in the queue in fragments, the first in `frame`.
  mutating func sendQueued(
    _ packet: OutgoingPacket, _ frame: inout OutgoingFrame
  ) -> Departure {
    isDisturbed = true
    guard packet.fragmentPolicy != .never, frame.payloadOffset <= frame.slot.bytes.count else {
      return .tooLong
    }
    guard var nextHop = nextHop(to: packet.destination) else { return .noRoute }
    guard
      let identification = identifications.next(
        source: packet.source, destination: packet.destination, protocol: packet.protocol, at: now)
    else {
      counters.fragmentsLimited &+= 1
      return .tooLong
    }
    var resolution = NeighborCache<neighborCapacity>.Resolution.resolved(.zero)
    if case .neighbor(let neighbor) = nextHop {
      let isAnswer = isAnswer(packet, to: neighbor)
      resolution = neighbors.resolve(
        neighbor, isAnswer: isAnswer, at: now, evicted: &counters.neighborsEvicted)
      if case .full = resolution {
        counters.neighborsFull &+= 1
        guard let station = returnStation(for: frame, isAnswer: isAnswer) else {
          return .neighborsFull
        }
        nextHop = .station(station)
        counters.answersSentBack &+= 1
      }
    }
    let header = IPv4Header(
      typeOfService: packet.typeOfService, identification: identification,
      timeToLive: timeToLive(of: packet), protocol: packet.protocol,
      source: packet.source, destination: packet.destination)
    let optionsEnd = frame.payloadOffset
    let room = optionsEnd &+ frame.payloadRoom &- EthernetFrame.headerLength
    let unit = fragmentUnit(of: packet, room: room)
    guard
      outgoing.begin(
        header, options: frame.slot.bytes.span.extracting(OutgoingFrame.optionsOffset..<optionsEnd),
        payloadLength: packet.payloadLength, to: nextHop, maximumTransmissionUnit: unit)
    else { return .tooLong }
    counters.datagramsFragmented &+= 1
    guard case .unresolved(let isNew) = resolution else {
      transmitFragment(&frame)
      return .sent
    }
    if isNew, case .neighbor(let neighbor) = nextHop { requestAddress(of: neighbor, &frame) }
    return .held
  }

  /// Whether the next fragment can go, or will never.
  mutating func isFragmentReady() -> Bool {
    guard datagramCapacity > 0, !outgoing.isFree() else { return false }
    return outgoing.neighbor == .unspecified
      || neighbors.status(of: outgoing.neighbor, at: now) != .unresolved
  }

  /// Finishes the next fragment, or gives its datagram up when its neighbor is unknown.
  @inline(never)
  mutating func transmitFragment(_ frame: inout OutgoingFrame) {
    var station = outgoing.station
    if outgoing.neighbor != .unspecified {
      guard case .resolved(let hardware) = neighbors.status(of: outgoing.neighbor, at: now) else {
        outgoing.drop()
        counters.fragmentsUnreachable &+= 1
        return
      }
      station = hardware
    }
    let isOffloaded = capabilities.transmitChecksums.contains(.ipv4Header)
    guard
      let length = outgoing.writeNext(to: &frame.slot.bytes, computingChecksum: !isOffloaded)
    else {
      // A slot that is smaller than the first one was.
      outgoing.drop()
      counters.fragmentsRefused &+= 1
      return
    }
    frame.finish(length, type: .ipv4, from: hardwareAddress, to: station)
  }

  /// Frees a datagram whose time is up and reports it.
  mutating func transmitExpiry<let datagrams: Int, let bytes: Int>(
    _ frame: inout OutgoingFrame,
    _ reassembler: inout Reassembler<datagrams, bytes>
  ) {
    guard let expired = reassembler.expire(at: now, &counters.reassembly) else { return }
    reassembler.withBytes(at: expired.index) { quote in
      reportExpired(quoting: quote, &frame)
    }
    if frame.isPrepared, sendPacket(in: &frame).outcome.isDrop {
      counters.icmpErrorsUndelivered &+= 1
    }
  }

  /// Tells the source of a datagram that did not arrive whole in time (RFC 1122 §3.3.2), unless
  /// that is forbidden (§3.2.2).
  private mutating func reportExpired(
    quoting quote: Span<UInt8>, _ frame: inout OutgoingFrame
  ) {
    guard let quoted = try? IPv4Quote(quote), !quoted.isICMPError,
      addresses.contains(quoted.destination), addresses.isPeer(quoted.source)
    else { return }
    let outcome = writeError(
      .timeExceeded, code: 1, quoting: quote, from: quoted.destination, to: quoted.source, &frame)
    if outcome == .answerTooLong { counters.icmpErrorsUndelivered &+= 1 }
  }
}
