/// A gateway's advice to send packets to one destination by another gateway (RFC 792, Redirect).
///
/// Its four codes, for a network or a host and for one type of service or all, mean the same: the
/// network's mask is not known, so a network redirect is one for the host (RFC 1122 §3.3.1.2), and
/// we choose no gateway by type of service.
public struct Redirect: Equatable, Sendable {
  /// Whom to send to.
  public let gateway: IPv4Address
  /// Who sent the quoted packet.
  public let source: IPv4Address
  /// Where the quoted packet was to go.
  public let destination: IPv4Address

  /// - Parameters:
  ///   - message: of any type.
  ///   - quote: what the message quotes.
  /// - Returns: nil for another message, and for a code that is not defined.
  public init?(_ message: ICMPv4Message, _ quote: IPv4Quote) {
    guard message.type == .redirect, message.code <= 3 else { return nil }
    gateway = IPv4Address(rawValue: message.restOfHeader)
    source = quote.source
    destination = quote.destination
  }
}
