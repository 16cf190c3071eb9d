/// An IPv4 packet (RFC 791 §3.1), trimmed to its total length.
public struct IPv4Packet: ~Escapable, BitwiseCopyable {
  /// The length of a header without options.
  public static let minimumHeaderLength = 20

  public enum Malformation: Error {
    /// Fewer than `minimumHeaderLength` bytes.
    case truncated
    /// A version other than 4 (RFC 1122 §3.2.1.1).
    case version
    /// A header length below 5 words or beyond the total length.
    case headerLength
    /// A total length beyond the bytes received.
    case totalLength
    /// RFC 1122 §3.2.1.2.
    case checksum
  }

  /// The packet: header, options and payload, without padding of the link.
  public let bytes: Span<UInt8>
  /// 20…60, a multiple of 4.
  public let headerLength: Int

  /// - Parameter verifyingChecksum: false only when the device has verified the header's checksum.
  @_lifetime(copy bytes)
  @inlinable @inline(__always)
  public init(_ bytes: Span<UInt8>, verifyingChecksum: Bool = true) throws(Malformation) {
    guard bytes.count >= Self.minimumHeaderLength else { throw .truncated }
    let versionAndLength = bytes[0]
    guard versionAndLength >> 4 == 4 else { throw .version }
    let headerLength = Int(versionAndLength & 0x0F) &* 4
    let totalLength = Int(bytes.uint16(at: 2))
    guard headerLength >= Self.minimumHeaderLength, headerLength <= totalLength else {
      throw .headerLength
    }
    guard totalLength <= bytes.count else { throw .totalLength }
    self.bytes = bytes.extracting(first: totalLength)
    self.headerLength = headerLength
    guard !verifyingChecksum || Self.isChecksumValid(bytes, headerLength: headerLength) else {
      throw .checksum
    }
  }

  @inlinable public var typeOfService: UInt8 { bytes[1] }
  @inlinable public var totalLength: Int { bytes.count }
  @inlinable public var identification: UInt16 { bytes.uint16(at: 4) }
  @inlinable public var dontFragment: Bool { bytes[6] & 0x40 != 0 }
  @inlinable public var moreFragments: Bool { bytes[6] & 0x20 != 0 }

  /// Where the payload lies in its datagram, in bytes: 0…65528.
  @inlinable public var fragmentOffset: Int { Int(bytes.uint16(at: 6) & 0x1FFF) &* 8 }

  /// Whether this is a part of a datagram rather than a whole one.
  @inlinable public var isFragment: Bool { bytes.uint16(at: 6) & 0x3FFF != 0 }

  @inlinable public var timeToLive: UInt8 { bytes[8] }
  @inlinable public var `protocol`: IPProtocol { IPProtocol(rawValue: bytes[9]) }
  @inlinable public var headerChecksum: UInt16 { bytes.uint16(at: 10) }
  @inlinable @inline(__always)
  public var source: IPv4Address { IPv4Address(in: bytes, at: 12) }
  @inlinable @inline(__always)
  public var destination: IPv4Address { IPv4Address(in: bytes, at: 16) }

  /// 0…40 bytes, a multiple of 4; read them with `IPv4Options`.
  @inlinable public var options: Span<UInt8> {
    @_lifetime(copy self) get {
      bytes.extracting(Self.minimumHeaderLength..<headerLength)
    }
  }

  @inlinable public var payload: Span<UInt8> {
    @inline(__always) @_lifetime(copy self) get { bytes.after(headerLength) }
  }

  public var header: IPv4Header {
    IPv4Header(
      typeOfService: typeOfService, identification: identification, dontFragment: dontFragment,
      moreFragments: moreFragments, fragmentOffset: fragmentOffset, timeToLive: timeToLive,
      protocol: `protocol`, source: source, destination: destination)
  }

  @inlinable @inline(__always)
  static func isChecksumValid(_ bytes: Span<UInt8>, headerLength: Int) -> Bool {
    var checksum = InternetChecksum()
    if headerLength == minimumHeaderLength {
      checksum.add(
        wireWords: (
          bytes.wireUInt32(at: 0), bytes.wireUInt32(at: 4), bytes.wireUInt32(at: 8),
          bytes.wireUInt32(at: 12), bytes.wireUInt32(at: 16)
        ))
    } else {
      checksum.add(bytes.extracting(first: headerLength))
    }
    return checksum.isValid
  }
}
