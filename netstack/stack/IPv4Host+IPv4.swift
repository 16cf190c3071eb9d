/// Internet protocol, receiving (RFC 791; RFC 1122 §3.2.1).
extension IPv4Host {
  mutating func receiveIPv4(
    _ frame: EthernetFrame, _ verifiedChecksums: ChecksumSet, _ answer: inout OutgoingFrame,
    at now: Instant, _ handler: DatagramHandler
  ) -> FrameOutcome {
    guard let subnet else { return .ipv4NoAddress }
    let packet: IPv4Packet
    do {
      packet = try IPv4Packet(
        frame.payload, verifyingChecksum: !verifiedChecksums.contains(.ipv4Header))
    } catch {
      return FrameOutcome(error)
    }
    let isForUs = packet.destination == subnet.address
    guard isForUs || subnet.isGroup(packet.destination) else { return .ipv4NotForUs }
    guard !isForUs || !frame.destination.isGroup else { return .ipv4LinkBroadcast }
    guard subnet.isPeer(packet.source) else { return .ipv4InvalidSource }
    if subnet.contains(packet.source) {
      neighbors.confirm(packet.source, is: frame.source, at: now)
    }
    guard !packet.isFragment else { return .ipv4Fragment }
    let arrival = Arrival(
      packet, isForGroup: !isForUs, verifiedChecksums: verifiedChecksums)
    switch packet.protocol {
    case .icmp:
      return receiveICMP(arrival, &answer, at: now)
    case .udp:
      return receiveUDP(arrival, &answer, at: now, handler)
    default:
      return answerUnreachable(
        code: UnreachableCode.protocol, to: arrival, &answer, at: now,
        otherwise: .ipv4ProtocolUnknown)
    }
  }
}

extension IPv4Subnet {
  /// Whether a host with this address listens to a broadcast or multicast address (RFC 1122
  /// §3.3.6, §3.3.7).
  fileprivate func isGroup(_ other: IPv4Address) -> Bool {
    other == .broadcast || other == .allSystems || isBroadcast(other)
  }

  /// Whether one other host can have sent from `other` (RFC 1122 §3.2.1.3). The address of the
  /// network itself is an obsolete broadcast (§3.3.6).
  fileprivate func isPeer(_ other: IPv4Address) -> Bool {
    other.isUnicast && other != address && !isBroadcast(other) && !isNetworkAddress(other)
  }
}
