/// A router's report that a packet was too long for its next hop and must not be fragmented
/// (RFC 1191 §4): destination unreachable, code 4.
public struct FragmentationNeeded: Equatable, Sendable {
  /// The longest packet that could be forwarded, its header included; 0 from a router that is
  /// older than RFC 1191. Not checked: no link has one below 68 (RFC 791 §3.2).
  public let nextHopMTU: UInt16
  /// Where the packet was to go.
  public let destination: IPv4Address
  /// The length of the packet, as it is quoted.
  public let quotedTotalLength: Int
  /// 20…60.
  public let quotedHeaderLength: Int

  /// - Parameters:
  ///   - message: of any type. Beside the next-hop MTU, its second word may have a length
  ///     (RFC 4884 §4.1).
  ///   - quote: what the message quotes.
  /// - Returns: nil for another message, and for one about a packet that could be fragmented, which
  ///   is none of a router's.
  public init?(_ message: ICMPv4Message, _ quote: IPv4Quote) {
    let packet = message.payload
    guard message.type == .destinationUnreachable,
      message.code == UnreachableCode.fragmentationNeeded,
      packet.count >= IPv4Packet.minimumHeaderLength, packet[6] & 0x40 != 0
    else { return nil }
    nextHopMTU = UInt16(truncatingIfNeeded: message.restOfHeader)
    destination = quote.destination
    quotedTotalLength = quote.totalLength
    quotedHeaderLength = Int(packet[0] & 0x0F) &* 4
  }
}
