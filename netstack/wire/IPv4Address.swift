/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable {
  /// The address as a number: 192.0.2.1 is 0xC0000201.
  public let rawValue: UInt32

  @inlinable @inline(__always)
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    rawValue = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }

  /// 0.0.0.0: this host on this network, only ever a source (RFC 1122 §3.2.1.3 (a)).
  public static let unspecified = IPv4Address(rawValue: 0)
  /// 255.255.255.255: the limited broadcast (RFC 1122 §3.2.1.3 (c)).
  public static let broadcast = IPv4Address(rawValue: 0xFFFF_FFFF)
  /// 224.0.0.1: all systems on this network (RFC 1112 §4).
  public static let allSystems = IPv4Address(224, 0, 0, 1)

  public var octets: [4 of UInt8] {
    [
      UInt8(truncatingIfNeeded: rawValue >> 24), UInt8(truncatingIfNeeded: rawValue >> 16),
      UInt8(truncatingIfNeeded: rawValue >> 8), UInt8(truncatingIfNeeded: rawValue),
    ]
  }

  /// 224.0.0.0/4 (RFC 1112 §4).
  @inlinable public var isMulticast: Bool { rawValue >> 28 == 0xE }

  /// 127.0.0.0/8, which never appears outside a host (RFC 1122 §3.2.1.3 (g)).
  @inlinable public var isLoopback: Bool { rawValue >> 24 == 127 }

  /// 0.0.0.0/8: this network (RFC 1122 §3.2.1.3 (a), (b)).
  @inlinable public var isThisNetwork: Bool { rawValue >> 24 == 0 }

  /// 240.0.0.0/4: reserved, and the limited broadcast within it (RFC 1112 §4).
  @inlinable public var isReserved: Bool { rawValue >> 28 == 0xF }

  /// Whether one host can have this address, as far as can be told without its prefix.
  @inlinable public var isUnicast: Bool {
    rawValue >> 24 &- 1 < 223 && !isLoopback
  }
}
