/// Internet protocol, receiving (RFC 791; RFC 1122 §3.2.1).
extension IPv4Host {
  /// Takes in a packet of anybody.
  /// - Parameter frame: all of it, header included.
  @inline(__always)
  mutating func receiveIPv4<let datagrams: Int, let bytes: Int>(
    _ frame: Span<UInt8>, _ verifiedChecksums: ChecksumSet, _ answer: inout OutgoingFrame,
    _ reassembler: inout Reassembler<datagrams, bytes>,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> FrameOutcome {
    guard let frame = EthernetFrame(whole: frame), addresses.count > 0 else {
      return .ipv4NoAddress
    }
    let packet: IPv4Packet
    do {
      packet = try IPv4Packet(
        frame.payload, verifyingChecksum: !verifiedChecksums.contains(.ipv4Header))
    } catch {
      return FrameOutcome(error)
    }
    var isForGroup = false
    if let outcome = refuse(packet, in: frame, isForGroup: &isForGroup) {
      return outcome
    }
    answer.asker = frame.source
    guard !packet.isFragment else {
      guard datagrams > 0 else { return .fragmentsUnsupported }
      let outcome = receiveFragment(
        packet, isForGroup: isForGroup, &answer, &reassembler, handler, packetHandler)
      return sendAnswer(in: &answer, otherwise: outcome)
    }
    let arrival = Arrival(packet, isForGroup: isForGroup, verifiedChecksums: verifiedChecksums)
    let outcome = deliver(arrival, &answer, handler, packetHandler)
    return sendAnswer(in: &answer, otherwise: outcome)
  }

  /// Checks where a packet of anybody goes and who sent it.
  /// - Parameter isForGroup: set when it is for a broadcast or multicast address.
  /// - Returns: why it is dropped.
  @inline(__always)
  private mutating func refuse(
    _ packet: IPv4Packet, in frame: EthernetFrame, isForGroup: inout Bool
  ) -> FrameOutcome? {
    let isForUs = addresses.contains(packet.destination)
    guard isForUs || listens(to: packet.destination) else { return .ipv4NotForUs }
    isForGroup = !isForUs
    guard !isForUs || !frame.destination.isGroup else { return .ipv4LinkBroadcast }
    if Features.predictsHeaders {
      neighbors.find(packet.source)
      // A familiar neighbor would pass all that is checked of a stranger.
      if isForUs, packet.options.isEmpty,
        neighbors.hear(packet.source, from: frame.source, at: now) != nil
      {
        return nil
      }
    }
    guard addresses.isPeer(packet.source) || isUnnumberedQuerier(packet) else {
      return .ipv4InvalidSource
    }
    if Features.answersOptions, !packet.options.isEmpty, let defect = optionsDefect(of: packet) {
      return defect
    }
    isDisturbed = true
    if neighbors.confirm(packet.source, is: frame.source, at: now) {
      acquaint(packet.source, is: frame.source)
    }
    return nil
  }

  /// Hands a whole packet to the protocol that it carries, which may prepare an answer.
  mutating func deliver(
    _ arrival: borrowing Arrival, _ answer: inout OutgoingFrame,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> FrameOutcome {
    if arrival.packet.protocol == .udp {
      return receiveUDP(arrival, &answer, handler)
    }
    if arrival.packet.protocol == .icmp {
      let received = receiveICMP(arrival, &answer)
      guard rawSocketCapacity > 0, rawSockets.count > 0 else { return received }
      let outcome = sendAnswer(in: &answer, otherwise: received)
      return deliverRaw(arrival, packetHandler) && outcome.isDrop ? .delivered : outcome
    }
    return deliverOther(arrival, &answer, packetHandler)
  }

  @inline(never)
  private mutating func deliverOther(
    _ arrival: borrowing Arrival, _ answer: inout OutgoingFrame,
    _ packetHandler: PacketHandler
  ) -> FrameOutcome {
    if groupCapacity > 0, arrival.packet.protocol == .igmp {
      let outcome = receiveIGMP(arrival)
      return deliverRaw(arrival, packetHandler) ? .delivered : outcome
    }
    if deliverRaw(arrival, packetHandler) { return .delivered }
    return answerUnreachable(
      code: UnreachableCode.protocol, to: arrival, &answer,
      otherwise: .ipv4ProtocolUnknown)
  }

  /// Whether we listen to a broadcast or multicast address (RFC 1122 §3.3.6, §3.3.7).
  @inline(__always)
  mutating func listens(to group: IPv4Address) -> Bool {
    group.isMulticast
      ? groups.contains(group) : group == .broadcast || addresses.isBroadcast(group)
  }
}
