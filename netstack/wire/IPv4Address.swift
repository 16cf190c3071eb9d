/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable {
  /// The octets as they stand in memory and on the wire: what is compared, masked and summed need
  /// not be swapped on a little-endian processor.
  public let wireValue: UInt32

  @inlinable @inline(__always)
  public init(wireValue: UInt32) {
    self.wireValue = wireValue
  }

  @inlinable @inline(__always)
  public init(rawValue: UInt32) {
    wireValue = rawValue.bigEndian
  }

  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    wireValue = UInt32(d) << 24 | UInt32(c) << 16 | UInt32(b) << 8 | UInt32(a)
  }

  /// The address as a number: 192.0.2.1 is 0xC0000201.
  @inlinable @inline(__always)
  public var rawValue: UInt32 { UInt32(bigEndian: wireValue) }

  /// 0.0.0.0: this host on this network, only ever a source (RFC 1122 §3.2.1.3 (a)).
  public static let unspecified = IPv4Address(wireValue: 0)
  /// 255.255.255.255: the limited broadcast (RFC 1122 §3.2.1.3 (c)).
  public static let broadcast = IPv4Address(wireValue: 0xFFFF_FFFF)
  /// 224.0.0.1: all systems on this network (RFC 1112 §4).
  public static let allSystems = IPv4Address(224, 0, 0, 1)

  public var octets: [4 of UInt8] {
    [
      UInt8(truncatingIfNeeded: wireValue), UInt8(truncatingIfNeeded: wireValue >> 8),
      UInt8(truncatingIfNeeded: wireValue >> 16), UInt8(truncatingIfNeeded: wireValue >> 24),
    ]
  }

  /// 224.0.0.0/4 (RFC 1112 §4).
  @inlinable public var isMulticast: Bool { wireValue & 0xF0 == 0xE0 }

  /// 127.0.0.0/8, which never appears outside a host (RFC 1122 §3.2.1.3 (g)).
  @inlinable public var isLoopback: Bool { firstOctet == 127 }

  /// 0.0.0.0/8: this network (RFC 1122 §3.2.1.3 (a), (b)).
  @inlinable public var isThisNetwork: Bool { firstOctet == 0 }

  /// 240.0.0.0/4: reserved, and the limited broadcast within it (RFC 1112 §4).
  @inlinable public var isReserved: Bool { wireValue & 0xF0 == 0xF0 }

  /// Whether one host can have this address, as far as can be told without its prefix.
  @inlinable public var isUnicast: Bool {
    firstOctet &- 1 < 223 && !isLoopback
  }

  @inlinable @inline(__always)
  init(in bytes: Span<UInt8>, at offset: Int) {
    wireValue = bytes.wireUInt32(at: offset)
  }

  @inlinable @inline(__always)
  var firstOctet: UInt8 { UInt8(truncatingIfNeeded: wireValue) }
}
