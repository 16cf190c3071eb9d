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
    guard !verifyingChecksum || Self.isChecksumValid(bytes, headerLength: headerLength) else {
      throw .checksum
    }
  }

  /// The packet that most are: sound, without options, and no fragment. Nil leaves open what
  /// speaks against it.
  ///
  /// - Parameter verifyingChecksum: see `init(_:verifyingChecksum:)`.
  @_lifetime(copy bytes)
  @inlinable @inline(__always)
  public init?(plain bytes: Span<UInt8>, verifyingChecksum: Bool) {
    guard bytes.count >= Self.minimumHeaderLength, bytes[0] == 0x45 else { return nil }
    let totalLength = Int(bytes.uint16(at: 2))
    guard totalLength >= Self.minimumHeaderLength, totalLength <= bytes.count,
      // More fragments, and the fragment offset.
      bytes.uint16(at: 6) & 0x3FFF == 0,
      !verifyingChecksum
        || Self.isChecksumValid(bytes, headerLength: Self.minimumHeaderLength)
    else { return nil }
    self.bytes = bytes.extracting(first: totalLength)
  }

  /// 20…60, a multiple of 4.
  @inlinable @inline(__always)
  public var headerLength: Int { Int(bytes[0] & 0x0F) &* 4 }

  @inlinable @inline(__always)
  public var typeOfService: UInt8 { bytes[1] }
  @inlinable @inline(__always)
  public var totalLength: Int { bytes.count }
  @inlinable @inline(__always)
  public var identification: UInt16 { bytes.uint16(at: 4) }
  @inlinable @inline(__always)
  public var dontFragment: Bool { bytes[6] & 0x40 != 0 }
  @inlinable @inline(__always)
  public var moreFragments: Bool { bytes[6] & 0x20 != 0 }

  /// Where the payload lies in its datagram, in bytes: 0…65528.
  @inlinable @inline(__always)
  public var fragmentOffset: Int { Int(bytes.uint16(at: 6) & 0x1FFF) &* 8 }

  /// Whether this is a part of a datagram rather than a whole one.
  @inlinable @inline(__always)
  public var isFragment: Bool { bytes.uint16(at: 6) & 0x3FFF != 0 }

  @inlinable @inline(__always)
  public var timeToLive: UInt8 { bytes[8] }
  @inlinable @inline(__always)
  public var `protocol`: IPProtocol { IPProtocol(rawValue: bytes[9]) }
  @inlinable @inline(__always)
  public var headerChecksum: UInt16 { bytes.uint16(at: 10) }
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

  /// The payload of a packet that has no options.
  @inlinable public var plainPayload: Span<UInt8> {
    @inline(__always) @_lifetime(copy self) get { bytes.after(Self.minimumHeaderLength) }
  }

  public var header: IPv4Header {
    IPv4Header(
      typeOfService: typeOfService, identification: identification, dontFragment: dontFragment,
      moreFragments: moreFragments, fragmentOffset: fragmentOffset, timeToLive: timeToLive,
      protocol: `protocol`, source: source, destination: destination)
  }

  @inlinable @inline(__always)
  static func isChecksumValid(_ bytes: Span<UInt8>, headerLength: Int) -> Bool {
    guard headerLength > minimumHeaderLength else {
      return InternetChecksum(plainHeader: bytes).isValid
    }
    var checksum = InternetChecksum()
    checksum.add(bytes.extracting(first: headerLength))
    return checksum.isValid
  }
}
