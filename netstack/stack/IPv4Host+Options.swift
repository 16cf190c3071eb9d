/// Options of received packets, and of what answers them (RFC 1122 §3.2.1.8).
extension IPv4Host {
  /// What is wrong with the options of a packet that is for us.
  mutating func optionsDefect(of packet: IPv4Packet) -> FrameOutcome? {
    guard let subnet = subnet(for: packet) else { return .ipv4NoAddress }
    do {
      _ = try ReceivedOptions(packet, subnet: subnet)
      return nil
    } catch {
      return switch error {
      case .sourceRouteIncomplete: .ipv4SourceRoute
      case .length, .repeated, .pointer, .timestampOverflow, .sourceRouteHop: .ipv4Options
      }
    }
  }

  /// Puts the options of the answer to a packet in their place.
  /// - Returns: where the answer goes first, or nil when it can't.
  mutating func writeReplyOptions(
    to packet: IPv4Packet, _ answer: inout OutgoingFrame
  ) -> IPv4Address? {
    guard let subnet = subnet(for: packet),
      let options = try? ReceivedOptions(packet, subnet: subnet)
    else { return nil }
    var buffer = OptionsBuffer()
    let hop = options.writeReply(at: now.nonstandardTimestamp, to: &buffer)
    // A hop of the route may be another address of ours.
    guard addresses.isPeer(hop), answer.setOptions(buffer.span) else { return nil }
    return hop
  }

  /// Puts the options that an application chose in their place, padded to whole words.
  /// - Returns: false when no header can have them.
  mutating func setOptions(_ options: Span<UInt8>, _ frame: inout OutgoingFrame) -> Bool {
    guard options.count <= OptionsBuffer.capacity else { return false }
    var iterator = IPv4Options(options)
    do {
      while try iterator.next() != nil {}
    } catch {
      return false
    }
    var buffer = OptionsBuffer()
    buffer.replace(with: options)
    buffer.pad()
    return frame.setOptions(buffer.span)
  }

  /// The address that a packet is for, with its network; the first of ours when it is for many.
  private mutating func subnet(for packet: IPv4Packet) -> IPv4Subnet? {
    addresses.subnet(of: packet.destination) ?? addresses.primary()
  }
}
