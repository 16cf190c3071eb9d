public import NetStack

/// An echo request that is due (RFC 792, Echo).
public struct PingRequest: Equatable, Sendable {
  public let destination: IPv4Address
  public let echo: ICMPv4Echo
  /// The bytes of data behind the header.
  public let payloadLength: Int

  /// The length of the whole ICMP message.
  public var length: Int { ICMPv4Message.headerLength &+ payloadLength }

  /// Writes the whole ICMP message, with its checksum, to the start of `bytes`. Its data counts
  /// up from 0, as that of `ping` does.
  /// - Returns: its length; nil when there is no room for it, and nothing was written.
  @_lifetime(bytes: copy bytes)
  public func write(to bytes: inout MutableSpan<UInt8>) -> Int? {
    guard length <= bytes.count else { return nil }
    for index in 0..<payloadLength {
      bytes[ICMPv4Message.headerLength &+ index] = UInt8(truncatingIfNeeded: index)
    }
    var payload = InternetChecksum()
    payload.add(bytes.span.extracting(ICMPv4Message.headerLength..<length))
    ICMPv4Header(type: .echoRequest, restOfHeader: echo.restOfHeader)
      .write(to: &bytes, at: 0, payload: payload)
    return length
  }
}
