/// What an Ethernet frame carries (IEEE 802 numbers registry).
public struct EtherType: RawRepresentable, Equatable, Sendable {
  public let rawValue: UInt16

  @inlinable @inline(__always)
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let ipv4 = EtherType(rawValue: 0x0800)
  public static let arp = EtherType(rawValue: 0x0806)
  public static let vlan = EtherType(rawValue: 0x8100)
  public static let ipv6 = EtherType(rawValue: 0x86DD)
}
