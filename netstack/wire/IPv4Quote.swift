/// The start of a packet, as an ICMP error quotes it (RFC 792; RFC 1812 §4.3.2.3).
///
/// At least the header is there; the payload may be cut off anywhere, so neither the total length
/// nor any checksum can be held against it. What follows the quote (RFC 4884) passes for payload.
public struct IPv4Quote: ~Escapable {
  public enum Malformation: Error {
    /// Fewer bytes than the header.
    case truncated
    case version
    case headerLength
  }

  private let bytes: Span<UInt8>
  private let headerLength: Int

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) throws(Malformation) {
    guard bytes.count >= IPv4Packet.minimumHeaderLength else { throw .truncated }
    guard bytes[0] >> 4 == 4 else { throw .version }
    let headerLength = Int(bytes[0] & 0x0F) &* 4
    guard headerLength >= IPv4Packet.minimumHeaderLength else { throw .headerLength }
    guard headerLength <= bytes.count else { throw .truncated }
    self.bytes = bytes
    self.headerLength = headerLength
  }

  /// As the packet says, not as much as is quoted.
  public var totalLength: Int { Int(bytes.uint16(at: 2)) }
  public var isFirstFragment: Bool { bytes.uint16(at: 6) & 0x1FFF == 0 }
  public var `protocol`: IPProtocol { IPProtocol(rawValue: bytes[9]) }
  public var source: IPv4Address { IPv4Address(rawValue: bytes.uint32(at: 12)) }
  public var destination: IPv4Address { IPv4Address(rawValue: bytes.uint32(at: 16)) }

  /// Whether the first fragment is that of an ICMP error, or too short to tell.
  public var isICMPError: Bool {
    guard `protocol` == .icmp else { return false }
    return headerLength == bytes.count || ICMPv4Type(rawValue: bytes[headerLength]).isError
  }

  public var payload: Span<UInt8> {
    @_lifetime(copy self) get { bytes.extracting(headerLength..<bytes.count) }
  }
}
