/// Multicast groups (RFC 1112; RFC 3376).
extension IPv4Host {
  mutating func receiveIGMP(_ arrival: borrowing Arrival) -> FrameOutcome {
    isDisturbed = true
    return switch groups.receive(arrival, at: now, random: &random) {
    case .query, .report: .delivered
    default: .igmpIgnored
    }
  }

  /// Whether a packet may come from a switch that asks for groups without an address of its own
  /// (RFC 4541 §2.1.1): it can only be an IGMP message to a group.
  func isUnnumberedQuerier(_ packet: IPv4Packet) -> Bool {
    groupCapacity > 0 && packet.protocol == .igmp && packet.source == .unspecified
      && packet.destination.isMulticast && !packet.isFragment
  }

  /// Finishes the report that is due.
  /// - Returns: whether one was.
  mutating func transmitReport(_ frame: inout OutgoingFrame) -> Bool {
    guard groupCapacity > 0, let due = groups.nextDeadline(), due <= now else { return false }
    guard let report = groups.nextReport(at: now, random: &random) else { return true }
    guard frame.setOptions(IGMPTransport.options.span), report.length <= frame.payloadRoom else {
      groups.counters.reportsRefused &+= 1
      return true
    }
    let length = groups.write(report, to: &frame.slot.bytes, at: frame.payloadOffset)
    // A host reports from 0.0.0.0 before it has an address (RFC 3376 §4.2.13).
    frame.prepare(
      OutgoingPacket(
        source: addresses.primary()?.address ?? .unspecified, destination: report.destination,
        payloadLength: length, protocol: .igmp, typeOfService: IGMPTransport.typeOfService,
        timeToLive: IGMPTransport.timeToLive))
    _ = sendPacket(in: &frame)
    return true
  }
}
