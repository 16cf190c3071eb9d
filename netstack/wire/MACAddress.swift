/// An Ethernet station or group address (IEEE 802-2014 §8).
public struct MACAddress: Equatable, Sendable {
  /// The last four octets as they stand in memory and on the wire. Ahead of the others, so that no
  /// padding lies between them.
  @usableFromInline let end: UInt32
  /// The first two octets.
  @usableFromInline let start: UInt16

  @inlinable @inline(__always)
  public init(high: UInt16, low: UInt32) {
    start = high.bigEndian
    end = low.bigEndian
  }

  /// The first two octets in transmission order, the first in the upper byte.
  @inlinable public var high: UInt16 { UInt16(bigEndian: start) }
  /// The last four octets in transmission order, the first in the upper byte.
  @inlinable public var low: UInt32 { UInt32(bigEndian: end) }

  private init(start: UInt16, end: UInt32) {
    self.start = start
    self.end = end
  }

  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ e: UInt8, _ f: UInt8) {
    self.init(octets: [a, b, c, d, e, f])
  }

  /// Octets in transmission order.
  public init(octets: [6 of UInt8]) {
    start = UInt16(octets[1]) << 8 | UInt16(octets[0])
    end =
      UInt32(octets[5]) << 24 | UInt32(octets[4]) << 16 | UInt32(octets[3]) << 8
      | UInt32(octets[2])
  }

  /// The octets in transmission order.
  public var octets: [6 of UInt8] {
    [
      UInt8(truncatingIfNeeded: start), UInt8(truncatingIfNeeded: start >> 8),
      UInt8(truncatingIfNeeded: end), UInt8(truncatingIfNeeded: end >> 8),
      UInt8(truncatingIfNeeded: end >> 16), UInt8(truncatingIfNeeded: end >> 24),
    ]
  }

  // Values of the stored form: others would be computed when they are first used, behind a lock.
  public static let broadcast = MACAddress(start: 0xFFFF, end: 0xFFFF_FFFF)
  public static let zero = MACAddress(start: 0, end: 0)

  /// The group address that an IPv4 multicast address maps to (RFC 1112 §6.4).
  public init(multicast address: IPv4Address) {
    start = 0x0001
    end = 0x5E | (address.wireValue & 0xFFFF_7F00)
  }

  /// Whether this is a group address: multicast or broadcast.
  @inlinable @inline(__always)
  public var isGroup: Bool { start & 1 != 0 }

  /// Whether one station can have this address.
  public var isUnicast: Bool { !isGroup && self != .zero }

  @inlinable @inline(__always)
  init(in bytes: Span<UInt8>, at offset: Int) {
    start = bytes.wireUInt16(at: offset)
    end = bytes.wireUInt32(at: offset &+ 2)
  }

  @inlinable @inline(__always)
  public static func == (left: MACAddress, right: MACAddress) -> Bool {
    left.start == right.start && left.end == right.end
  }
}

extension MutableSpan where Element == UInt8 {
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func store(_ address: MACAddress, at offset: Int) {
    store(wire: address.start, at: offset)
    store(wire: address.end, at: offset &+ 2)
  }
}
