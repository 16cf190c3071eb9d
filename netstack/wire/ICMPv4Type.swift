/// The type of an ICMP message (assigned ICMP parameters).
public struct ICMPv4Type: RawRepresentable, Equatable, Sendable {
  public let rawValue: UInt8

  @inlinable @inline(__always)
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let echoReply = ICMPv4Type(rawValue: 0)
  public static let destinationUnreachable = ICMPv4Type(rawValue: 3)
  public static let sourceQuench = ICMPv4Type(rawValue: 4)
  public static let redirect = ICMPv4Type(rawValue: 5)
  public static let echoRequest = ICMPv4Type(rawValue: 8)
  public static let timeExceeded = ICMPv4Type(rawValue: 11)
  public static let parameterProblem = ICMPv4Type(rawValue: 12)
  public static let timestampRequest = ICMPv4Type(rawValue: 13)
  public static let timestampReply = ICMPv4Type(rawValue: 14)
  public static let addressMaskRequest = ICMPv4Type(rawValue: 17)
  public static let addressMaskReply = ICMPv4Type(rawValue: 18)

  /// Whether the message reports an error, which must not be answered by another
  /// (RFC 1122 §3.2.2).
  public var isError: Bool {
    switch self {
    case .destinationUnreachable, .sourceQuench, .redirect, .timeExceeded, .parameterProblem: true
    default: false
    }
  }
}

/// The codes of a destination unreachable message (RFC 792; RFC 1122 §3.2.2.1).
public enum UnreachableCode {
  public static let network: UInt8 = 0
  public static let host: UInt8 = 1
  public static let `protocol`: UInt8 = 2
  public static let port: UInt8 = 3
  public static let fragmentationNeeded: UInt8 = 4
  public static let sourceRouteFailed: UInt8 = 5
}
