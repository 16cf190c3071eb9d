/// An IGMP message of any version (RFC 1112 appendix I; RFC 2236 §2; RFC 3376 §4).
public struct IGMPMessage: ~Escapable {
  /// Type, maximum response code, checksum and group.
  public static let minimumLength = 8
  /// A query of version 3 without sources (RFC 3376 §4.1).
  public static let minimumVersion3QueryLength = 12

  public enum Malformation: Error {
    /// Fewer than `minimumLength` bytes.
    case truncated
    /// RFC 3376 §4.1.2.
    case checksum
    /// A query of 9 to 11 bytes, which is of no version (RFC 3376 §7.1).
    case queryLength
    /// A query that names more sources than it holds, or sources but no group (RFC 3376 §4.1.8).
    case querySources
  }

  /// The whole message. What a query holds behind its sources means nothing (RFC 3376 §4.1.10).
  public let bytes: Span<UInt8>

  /// - Parameter bytes: the whole payload of the IPv4 datagram.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) throws(Malformation) {
    guard bytes.count >= Self.minimumLength else { throw .truncated }
    self.bytes = bytes
    var checksum = InternetChecksum()
    checksum.add(bytes)
    guard checksum.isValid else { throw .checksum }
    guard type == .membershipQuery, bytes.count > Self.minimumLength else { return }
    guard bytes.count >= Self.minimumVersion3QueryLength else { throw .queryLength }
    let sourceCount = Int(bytes.uint16(at: 10))
    guard sourceCount &* 4 <= bytes.count &- Self.minimumVersion3QueryLength,
      sourceCount == 0 || group != .unspecified
    else { throw .querySources }
  }

  @inlinable public var type: IGMPType { IGMPType(rawValue: bytes[0]) }

  /// The group of a query or a report of version 1 or 2; nothing in a report of version 3.
  @inlinable public var group: IPv4Address { IPv4Address(rawValue: bytes.uint32(at: 4)) }

  /// The query, or nil for a message of another type.
  public var query: IGMPQuery? {
    guard type == .membershipQuery else { return nil }
    let code = bytes[1]
    guard bytes.count == Self.minimumLength else {
      return IGMPQuery(
        version: .version3, group: group, maximumResponseTime: IGMPQuery.time(code: code),
        queryInterval: IGMPQuery.time(code: bytes[9]))
    }
    // Version 1 has neither a code nor a group; it means 10 seconds and all groups (RFC 1112
    // appendix I; RFC 2236 §4).
    guard code != 0 else {
      return IGMPQuery(version: .version1, group: .unspecified, maximumResponseTime: 100)
    }
    return IGMPQuery(version: .version2, group: group, maximumResponseTime: UInt32(code))
  }
}
