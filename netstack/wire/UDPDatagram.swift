/// A UDP datagram (RFC 768), trimmed to its length field.
public struct UDPDatagram: ~Escapable {
  /// Source port, destination port, length and checksum.
  public static let headerLength = 8

  public enum Malformation: Error {
    /// Fewer than `headerLength` bytes.
    case truncated
    /// A length below `headerLength` or beyond the payload of the IPv4 datagram.
    case length
    case checksum
  }

  public let bytes: Span<UInt8>

  /// - Parameters:
  ///   - bytes: the whole payload of the IPv4 datagram.
  ///   - pseudoHeader: the addresses that the checksum covers, or nil only when the device has
  ///     verified it. A zero checksum was not computed by the sender and passes (RFC 768).
  @_lifetime(copy bytes)
  @inlinable @inline(__always)
  public init(_ bytes: Span<UInt8>, pseudoHeader: UDPPseudoHeader?) throws(Malformation) {
    guard bytes.count >= Self.headerLength else { throw .truncated }
    let length = Int(bytes.uint16(at: 4))
    guard length >= Self.headerLength, length <= bytes.count else { throw .length }
    self.bytes = bytes.extracting(first: length)
    guard let pseudoHeader, bytes.uint16(at: 6) != 0 else { return }
    var checksum = pseudoHeader.checksum(length: length)
    checksum.add(self.bytes)
    guard checksum.isValid else { throw .checksum }
  }

  @inlinable @inline(__always)
  public var sourcePort: UInt16 { bytes.uint16(at: 0) }
  @inlinable @inline(__always)
  public var destinationPort: UInt16 { bytes.uint16(at: 2) }
  @inlinable @inline(__always)
  public var checksum: UInt16 { bytes.uint16(at: 6) }

  /// The destination of a packet that claims to carry UDP, without options and no fragment; nothing
  /// is checked.
  @inlinable @inline(__always)
  public static func destination(
    inPlain packet: Span<UInt8>
  ) -> (address: IPv4Address, port: UInt16)? {
    let start = IPv4Packet.minimumHeaderLength
    guard packet.count >= start &+ headerLength, packet[0] == 0x45,
      packet.uint16(at: 6) & 0x3FFF == 0, packet[9] == IPProtocol.udp.rawValue
    else { return nil }
    return (IPv4Address(in: packet, at: 16), packet.uint16(at: start &+ 2))
  }

  @inlinable public var payload: Span<UInt8> {
    @inline(__always) @_lifetime(copy self) get { bytes.after(Self.headerLength) }
  }

  public var header: UDPHeader {
    UDPHeader(sourcePort: sourcePort, destinationPort: destinationPort)
  }
}

/// What the checksum of UDP covers beside the datagram (RFC 768).
public struct UDPPseudoHeader: Sendable {
  @usableFromInline let source: IPv4Address
  @usableFromInline let destination: IPv4Address

  @inlinable
  public init(source: IPv4Address, destination: IPv4Address) {
    self.source = source
    self.destination = destination
  }

  /// - Parameter length: the datagram's, header included, at most 65535.
  @inlinable @inline(__always)
  func checksum(length: Int) -> InternetChecksum {
    var checksum = InternetChecksum()
    checksum.add(wire: source.wireValue)
    checksum.add(wire: destination.wireValue)
    checksum.add(wire: Self.protocolAndLength(length).bigEndian)
    return checksum
  }

  /// Zero, the protocol and the length of the datagram.
  @inlinable @inline(__always)
  static func protocolAndLength(_ length: Int) -> UInt32 {
    UInt32(IPProtocol.udp.rawValue) << 16 | UInt32(truncatingIfNeeded: length) & 0xFFFF
  }
}

/// The fields of a UDP header, but for its length and checksum.
public struct UDPHeader: Equatable, Sendable {
  /// Both ports as they stand on the wire.
  @usableFromInline let ports: UInt32

  @inlinable public var sourcePort: UInt16 {
    UInt16(truncatingIfNeeded: ports.bigEndian &>> 16)
  }
  @inlinable public var destinationPort: UInt16 { UInt16(truncatingIfNeeded: ports.bigEndian) }

  @inlinable
  public init(sourcePort: UInt16, destinationPort: UInt16) {
    ports = (UInt32(sourcePort) << 16 | UInt32(destinationPort)).bigEndian
  }

  /// The header of an answer: the ports change places.
  @inlinable @inline(__always)
  public init(answering datagram: UDPDatagram) {
    let ports = datagram.bytes.wireUInt32(at: 0)
    self.ports = ports &<< 16 | ports &>> 16
  }

  /// Writes the header at `offset`.
  /// - Parameters:
  ///   - payloadLength: what follows the header, at most 65527 bytes.
  ///   - payload: the sum of the payload with the addresses that the checksum covers; nil leaves
  ///     the checksum zero.
  @inlinable @inline(__always)
  @_lifetime(bytes: copy bytes)
  public func write(
    to bytes: inout MutableSpan<UInt8>, at offset: Int, payloadLength: Int,
    payload: (sum: InternetChecksum, pseudoHeader: UDPPseudoHeader)?
  ) {
    precondition(payloadLength >= 0 && payloadLength <= 0xFFFF - UDPDatagram.headerLength)
    let length = UDPDatagram.headerLength &+ payloadLength
    var header = bytes.part(offset..<offset &+ UDPDatagram.headerLength)
    header.store(wire: ports, at: 0)
    var field: UInt16 = 0
    if let (sum, pseudoHeader) = payload {
      var checksum = InternetChecksum()
      checksum.add(
        wireWords: (
          pseudoHeader.source.wireValue, pseudoHeader.destination.wireValue,
          UDPPseudoHeader.protocolAndLength(length).bigEndian, ports,
          (UInt32(truncatingIfNeeded: length) << 16).bigEndian
        ))
      checksum.add(sum)
      // Zero would say that there is no checksum; all ones is its equal (RFC 768).
      field = checksum.value == 0 ? 0xFFFF : checksum.value
    }
    header.store(UInt32(truncatingIfNeeded: length) << 16 | UInt32(field), at: 4)
  }
}
