/// Internet protocol, receiving (RFC 791; RFC 1122 §3.2.1).
extension IPv4Host {
  @inline(__always)
  mutating func receiveIPv4<let datagrams: Int, let bytes: Int>(
    _ frame: EthernetFrame, _ verifiedChecksums: ChecksumSet, _ answer: inout OutgoingFrame,
    at now: Instant, _ reassembler: inout Reassembler<datagrams, bytes>,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> FrameOutcome {
    guard addresses.count > 0 else { return .ipv4NoAddress }
    let packet: IPv4Packet
    do {
      packet = try IPv4Packet(
        frame.payload, verifyingChecksum: !verifiedChecksums.contains(.ipv4Header))
    } catch {
      return FrameOutcome(error)
    }
    let isForUs = addresses.contains(packet.destination)
    guard isForUs || listens(to: packet.destination) else { return .ipv4NotForUs }
    guard !isForUs || !frame.destination.isGroup else { return .ipv4LinkBroadcast }
    guard addresses.isPeer(packet.source) || isUnnumberedQuerier(packet) else {
      return .ipv4InvalidSource
    }
    if Features.answersOptions, !packet.options.isEmpty, let defect = optionsDefect(of: packet) {
      return defect
    }
    neighbors.confirm(packet.source, is: frame.source, at: now)
    answer.asker = frame.source
    if packet.isFragment {
      return receiveFragment(
        packet, isForGroup: !isForUs, &answer, at: now, &reassembler, handler,
        packetHandler)
    }
    let arrival = Arrival(
      packet, isForGroup: !isForUs, isReassembled: false, verifiedChecksums: verifiedChecksums)
    return deliver(arrival, &answer, at: now, handler, packetHandler)
  }

  /// Hands a whole packet to the protocol that it carries.
  mutating func deliver(
    _ arrival: borrowing Arrival, _ answer: inout OutgoingFrame, at now: Instant,
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> FrameOutcome {
    switch arrival.packet.protocol {
    case .icmp:
      let outcome = receiveICMP(arrival, &answer, at: now)
      return deliverRaw(arrival, packetHandler) && outcome.isDrop ? .delivered : outcome
    case .udp:
      return receiveUDP(arrival, &answer, at: now, handler)
    case .igmp where groupCapacity > 0:
      let outcome = receiveIGMP(arrival, at: now)
      return deliverRaw(arrival, packetHandler) ? .delivered : outcome
    default:
      if deliverRaw(arrival, packetHandler) { return .delivered }
      return answerUnreachable(
        code: UnreachableCode.protocol, to: arrival, &answer, at: now,
        otherwise: .ipv4ProtocolUnknown)
    }
  }

  /// Whether we listen to a broadcast or multicast address (RFC 1122 §3.3.6, §3.3.7).
  private mutating func listens(to group: IPv4Address) -> Bool {
    group == .broadcast || groups.contains(group) || addresses.isBroadcast(group)
  }
}
