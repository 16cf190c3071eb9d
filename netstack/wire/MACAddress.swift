/// An Ethernet station or group address (IEEE 802-2014 §8).
public struct MACAddress: Equatable, Sendable {
  /// The first two octets in transmission order, the first in the upper byte.
  public let high: UInt16
  /// The last four octets in transmission order, the first in the upper byte.
  public let low: UInt32

  @inlinable @inline(__always)
  public init(high: UInt16, low: UInt32) {
    self.high = high
    self.low = low
  }

  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8, _ f: UInt8) {
    self.init(octets: [a, b, c, d, e, f])
  }

  /// Octets in transmission order.
  public init(octets: [6 of UInt8]) {
    high = UInt16(octets[0]) << 8 | UInt16(octets[1])
    low =
      UInt32(octets[2]) << 24 | UInt32(octets[3]) << 16 | UInt32(octets[4]) << 8
      | UInt32(octets[5])
  }

  /// The octets in transmission order.
  public var octets: [6 of UInt8] {
    [
      UInt8(truncatingIfNeeded: high >> 8), UInt8(truncatingIfNeeded: high),
      UInt8(truncatingIfNeeded: low >> 24), UInt8(truncatingIfNeeded: low >> 16),
      UInt8(truncatingIfNeeded: low >> 8), UInt8(truncatingIfNeeded: low),
    ]
  }

  public static let broadcast = MACAddress(high: 0xFFFF, low: 0xFFFF_FFFF)
  public static let zero = MACAddress(high: 0, low: 0)

  /// The group address that an IPv4 multicast address maps to (RFC 1112 §6.4).
  public init(multicast address: IPv4Address) {
    high = 0x0100
    low = 0x5E00_0000 | (address.rawValue & 0x007F_FFFF)
  }

  /// Whether this is a group address: multicast or broadcast.
  @inlinable @inline(__always)
  public var isGroup: Bool { high & 0x0100 != 0 }

  /// Whether one station can have this address.
  public var isUnicast: Bool { !isGroup && self != .zero }

  @inlinable @inline(__always)
  init(in bytes: Span<UInt8>, at offset: Int) {
    high = bytes.uint16(at: offset)
    low = bytes.uint32(at: offset &+ 2)
  }
}

extension MutableSpan where Element == UInt8 {
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func store(_ address: MACAddress, at offset: Int) {
    store(address.high, at: offset)
    store(address.low, at: offset &+ 2)
  }
}
