/// An address with the length of its network prefix, such as 192.0.2.2/24 (RFC 4632 §3.1).
public struct IPv4Subnet: Equatable, Sendable {
  public let address: IPv4Address
  /// `prefixLength` one bits, then zeros, as they stand on the wire.
  @usableFromInline let mask: UInt32

  /// The number of leading bits that name the network, 0…32.
  public var prefixLength: UInt8 {
    UInt8(truncatingIfNeeded: (~mask.byteSwapped).leadingZeroBitCount)
  }

  /// 0.0.0.0/0, which contains every address: the destination of a default route.
  public static let all = IPv4Subnet()

  private init() {
    address = .unspecified
    mask = 0
  }

  /// - Returns: nil for a prefix of more than 32 bits.
  public init?(_ address: IPv4Address, prefixLength: UInt8) {
    guard prefixLength <= 32 else { return nil }
    self.address = address
    mask = prefixLength == 0 ? 0 : (~0 << (32 &- UInt32(prefixLength)) as UInt32).bigEndian
  }

  @inlinable public func contains(_ other: IPv4Address) -> Bool {
    (other.wireValue ^ address.wireValue) & mask == 0
  }

  /// Whether the networks are the same, whatever the addresses in them.
  @inlinable public func isSameNetwork(as other: IPv4Subnet) -> Bool {
    mask == other.mask && contains(other.address)
  }

  /// Whether `other` reaches every host of this network: all host bits set (RFC 922 §7). A prefix
  /// of 31 or 32 bits has no such address (RFC 3021 §2.2).
  @inlinable @inline(__always)
  public func isBroadcast(_ other: IPv4Address) -> Bool {
    hasBroadcast && contains(other) && other.wireValue | mask == 0xFFFF_FFFF
  }

  /// Whether one host of this network can have the address `other`.
  @inlinable @inline(__always)
  public func isHost(_ other: IPv4Address) -> Bool {
    guard contains(other), other.isUnicast else { return false }
    let host = other.wireValue & ~mask
    return !hasBroadcast || (host != 0 && host != ~mask)
  }

  /// Whether `other` has no host bit set: the network itself, and an obsolete form of broadcast
  /// (RFC 1122 §3.3.6).
  @inlinable public func isNetworkAddress(_ other: IPv4Address) -> Bool {
    hasBroadcast && contains(other) && other.wireValue & ~mask == 0
  }

  /// Whether the prefix is shorter than 31 bits.
  @inlinable @inline(__always)
  var hasBroadcast: Bool { mask.byteSwapped < 0xFFFF_FFFE }
}
