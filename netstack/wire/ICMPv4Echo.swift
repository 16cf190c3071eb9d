/// What tells one echo from another (RFC 792, Echo): a request and its reply have the same.
public struct ICMPv4Echo: Equatable, Sendable {
  public var identifier: UInt16
  public var sequence: UInt16

  @inlinable
  public init(identifier: UInt16, sequence: UInt16) {
    self.identifier = identifier
    self.sequence = sequence
  }

  /// Of an echo request or reply; nil of any other message.
  public init?(_ message: ICMPv4Message) {
    guard message.type == .echoRequest || message.type == .echoReply else { return nil }
    self.init(restOfHeader: message.restOfHeader)
  }

  /// Of an echo request that an error quotes; nil of any other packet, and when the 8 bytes that
  /// every quote has (RFC 792) are not there.
  public init?(quoted quote: IPv4Quote) {
    let message = quote.payload
    guard quote.protocol == .icmp, quote.isFirstFragment,
      message.count >= ICMPv4Message.headerLength,
      message[0] == ICMPv4Type.echoRequest.rawValue
    else { return nil }
    self.init(restOfHeader: message.uint32(at: 4))
  }

  private init(restOfHeader: UInt32) {
    identifier = UInt16(truncatingIfNeeded: restOfHeader >> 16)
    sequence = UInt16(truncatingIfNeeded: restOfHeader)
  }

  /// See `ICMPv4Header.restOfHeader`.
  @inlinable public var restOfHeader: UInt32 { UInt32(identifier) << 16 | UInt32(sequence) }
}
