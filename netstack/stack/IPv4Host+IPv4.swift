/// Internet protocol, receiving (RFC 791; RFC 1122 §3.2.1).
extension IPv4Host {
  /// A packet that is for us, and how it came.
  struct Arrival: ~Copyable, ~Escapable {
    let packet: IPv4Packet
    /// Whether its IPv4 address or its frame's is a broadcast or multicast address.
    let isForGroup: Bool
    let verifiedChecksums: ChecksumSet

    @_lifetime(copy packet)
    init(_ packet: IPv4Packet, isForGroup: Bool, verifiedChecksums: ChecksumSet) {
      self.packet = packet
      self.isForGroup = isForGroup
      self.verifiedChecksums = verifiedChecksums
    }
  }

  @_lifetime(answer: copy answer)
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
    guard isForUs || isGroup(packet.destination, in: subnet) else { return .ipv4NotForUs }
    guard !isForUs || !frame.destination.isGroup else { return .ipv4LinkBroadcast }
    guard isValidSource(packet.source, in: subnet) else { return .ipv4InvalidSource }
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

  /// Whether we listen to a broadcast or multicast address (RFC 1122 §3.3.6, §3.3.7).
  private func isGroup(_ address: IPv4Address, in subnet: IPv4Subnet) -> Bool {
    address == .broadcast || address == .allSystems || subnet.isBroadcast(address)
  }

  /// Whether one other host can have sent from `address` (RFC 1122 §3.2.1.3).
  private func isValidSource(_ address: IPv4Address, in subnet: IPv4Subnet) -> Bool {
    address.isUnicast && address != subnet.address && !subnet.isBroadcast(address)
  }
}
