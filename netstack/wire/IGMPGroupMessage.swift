/// A message of version 1 or 2 about one group, to be sent by a host: a report, or a leave
/// (RFC 1112 appendix I; RFC 2236 §2).
public struct IGMPGroupMessage: Equatable, Sendable {
  public static let length = 8

  public var type: IGMPType
  public var group: IPv4Address

  public init(type: IGMPType, group: IPv4Address) {
    self.type = type
    self.group = group
  }

  /// Writes `length` bytes at `offset`, with their checksum.
  @_lifetime(bytes: copy bytes)
  public func write(to bytes: inout MutableSpan<UInt8>, at offset: Int) {
    let typeAndCode = UInt16(type.rawValue) << 8
    var checksum = InternetChecksum()
    checksum.add(typeAndCode)
    checksum.add(group.rawValue)
    bytes.store(typeAndCode, at: offset)
    bytes.store(checksum.value, at: offset &+ 2)
    bytes.store(group.rawValue, at: offset &+ 4)
  }
}
