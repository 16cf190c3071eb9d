/// What a querier asks of the hosts on its link (RFC 3376 §4.1), apart from sources.
public struct IGMPQuery: Equatable, Sendable {
  /// Told by length and code (RFC 3376 §7.1).
  public var version: IGMPVersion
  /// Unspecified in a general query, which asks about all groups.
  public var group: IPv4Address
  /// The longest delay of an answer in tenths of a second: 0…31744.
  public var maximumResponseTime: UInt32
  /// The time between general queries in seconds: 0…31744, and 0 when it is not told.
  public var queryInterval: UInt32

  public init(
    version: IGMPVersion, group: IPv4Address, maximumResponseTime: UInt32,
    queryInterval: UInt32 = 0
  ) {
    self.version = version
    self.group = group
    self.maximumResponseTime = maximumResponseTime
    self.queryInterval = queryInterval
  }

  @inlinable public var isGeneral: Bool { group == .unspecified }

  /// The time that a code of version 3 stands for: itself below 128, a floating-point number from
  /// there on (RFC 3376 §4.1.1, §4.1.7).
  public static func time(code: UInt8) -> UInt32 {
    guard code >= 128 else { return UInt32(code) }
    let mantissa = UInt32(code & 0x0F) | 0x10
    let exponent = UInt32(code >> 4) & 0x07
    return mantissa &<< (exponent &+ 3)
  }
}
