/// An ICMP message (RFC 792).
public struct ICMPv4Message: ~Escapable {
  /// Type, code, checksum and four bytes that depend on the type.
  public static let headerLength = 8

  public enum Malformation: Error {
    /// Fewer than `headerLength` bytes.
    case truncated
    case checksum
  }

  public let bytes: Span<UInt8>

  /// - Parameters:
  ///   - bytes: the whole payload of the IPv4 datagram.
  ///   - verifyingChecksum: false only when the device has verified the checksum.
  @_lifetime(copy bytes)
  @inlinable
  public init(_ bytes: Span<UInt8>, verifyingChecksum: Bool = true) throws(Malformation) {
    guard bytes.count >= Self.headerLength else { throw .truncated }
    self.bytes = bytes
    guard !verifyingChecksum || Self.isChecksumValid(bytes) else { throw .checksum }
  }

  @inlinable @inline(__always)
  public var type: ICMPv4Type { ICMPv4Type(rawValue: bytes[0]) }
  @inlinable @inline(__always)
  public var code: UInt8 { bytes[1] }
  @inlinable @inline(__always)
  public var checksum: UInt16 { bytes.uint16(at: 2) }

  /// The four bytes after the checksum: identifier and sequence number of an echo, the next-hop
  /// MTU of a fragmentation needed message (RFC 1191 §4), the gateway of a redirect.
  @inlinable @inline(__always)
  public var restOfHeader: UInt32 { bytes.uint32(at: 4) }

  /// The data of an echo, or the packet that an error quotes.
  @inlinable public var payload: Span<UInt8> {
    @inline(__always) @_lifetime(copy self) get { bytes.after(Self.headerLength) }
  }

  public var header: ICMPv4Header {
    ICMPv4Header(type: type, code: code, restOfHeader: restOfHeader)
  }

  @inlinable
  static func isChecksumValid(_ bytes: Span<UInt8>) -> Bool {
    var checksum = InternetChecksum()
    checksum.add(bytes)
    return checksum.isValid
  }
}

/// The fields of an ICMP header, but for its checksum.
public struct ICMPv4Header: Equatable, Sendable {
  public var type: ICMPv4Type
  public var code: UInt8
  /// See `ICMPv4Message.restOfHeader`.
  public var restOfHeader: UInt32

  @inlinable
  public init(type: ICMPv4Type, code: UInt8 = 0, restOfHeader: UInt32 = 0) {
    self.type = type
    self.code = code
    self.restOfHeader = restOfHeader
  }

  /// Writes the header at `offset`, with the checksum over itself and the payload behind it.
  /// - Parameter payload: the sum of the payload, which stands in place already or will; nil
  ///   leaves the checksum zero, for a device that fills it in.
  @inlinable
  @_lifetime(bytes: copy bytes)
  public func write(
    to bytes: inout MutableSpan<UInt8>, at offset: Int, payload: InternetChecksum?
  ) {
    let typeAndCode = UInt16(type.rawValue) << 8 | UInt16(code)
    var field: UInt16 = 0
    if var checksum = payload {
      checksum.pad()
      checksum.add(typeAndCode)
      checksum.add(restOfHeader)
      field = checksum.value
    }
    var header = bytes.part(offset..<offset &+ ICMPv4Message.headerLength)
    header.store(UInt32(typeAndCode) << 16 | UInt32(field), at: 0)
    header.store(restOfHeader, at: 4)
  }
}
