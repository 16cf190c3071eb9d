/// The type of an IGMP message (assigned IGMP type numbers).
public struct IGMPType: RawRepresentable, Equatable, Sendable {
  public let rawValue: UInt8

  @inlinable @inline(__always)
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let membershipQuery = IGMPType(rawValue: 0x11)
  public static let version1Report = IGMPType(rawValue: 0x12)
  public static let version2Report = IGMPType(rawValue: 0x16)
  public static let leaveGroup = IGMPType(rawValue: 0x17)
  public static let version3Report = IGMPType(rawValue: 0x22)
}
