/// Writes a report of version 3, one record after the other (RFC 3376 §4.2).
public struct IGMPReportWriter {
  /// Type, checksum and number of records.
  public static let headerLength = 8

  private let offset: Int
  private var count: UInt16 = 0
  private var checksum = InternetChecksum()

  /// - Parameter offset: where the report starts.
  public init(at offset: Int) {
    self.offset = offset
  }

  /// The length of a report with `count` records.
  @inlinable
  public static func length(recordCount count: Int) -> Int {
    headerLength &+ count &* IGMPGroupRecord.length
  }

  /// Writes one more record, of at most 65535.
  @_lifetime(bytes: copy bytes)
  public mutating func add(_ record: IGMPGroupRecord, to bytes: inout MutableSpan<UInt8>) {
    // The lengths of auxiliary data and of the list of sources are zero.
    let kind = UInt32(record.kind.rawValue) << 24
    let start = offset &+ Self.length(recordCount: Int(count))
    bytes.store(kind, at: start)
    bytes.store(record.group.rawValue, at: start &+ 4)
    checksum.add(kind)
    checksum.add(record.group.rawValue)
    count &+= 1
  }

  /// Writes the header.
  /// - Returns: the length of the report.
  @_lifetime(bytes: copy bytes)
  public consuming func finish(_ bytes: inout MutableSpan<UInt8>) -> Int {
    let type = UInt16(IGMPType.version3Report.rawValue) << 8
    checksum.add(type)
    checksum.add(count)
    bytes.store(type, at: offset)
    bytes.store(checksum.value, at: offset &+ 2)
    bytes.store(UInt32(count), at: offset &+ 4)
    return Self.length(recordCount: Int(count))
  }
}
