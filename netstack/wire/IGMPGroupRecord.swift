/// A group record without sources, as a host reports that listens to all of them or to none
/// (RFC 3376 §4.2.4).
public struct IGMPGroupRecord: Equatable, Sendable {
  public static let length = 8

  /// The type of a group record (RFC 3376 §4.2.12).
  public struct Kind: RawRepresentable, Equatable, Sendable {
    public let rawValue: UInt8

    @inlinable @inline(__always)
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// The answer of a member to a query.
    public static let modeIsExclude = Kind(rawValue: 2)
    /// Without sources: the host has left the group.
    public static let changeToInclude = Kind(rawValue: 3)
    /// Without sources: the host has joined the group.
    public static let changeToExclude = Kind(rawValue: 4)
  }

  public var kind: Kind
  public var group: IPv4Address

  public init(_ kind: Kind, _ group: IPv4Address) {
    self.kind = kind
    self.group = group
  }
}
