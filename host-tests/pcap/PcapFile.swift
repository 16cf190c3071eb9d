/// The bytes of a pcap file, written by hand after pcap-savefile(5).
struct PcapFile {
  enum Magic: UInt32 {
    case microseconds = 0xa1b2_c3d4
    case nanoseconds = 0xa1b2_3c4d
  }

  static let ethernet: UInt32 = 1
  static let linuxCooked: UInt32 = 113

  private(set) var bytes: [UInt8] = []
  private let bigEndian: Bool

  init(_ magic: Magic = .microseconds, bigEndian: Bool = false, linkType: UInt32 = ethernet) {
    self.bigEndian = bigEndian
    append(magic.rawValue)
    append(UInt16(2))
    append(UInt16(4))
    append(UInt32(0))  // time zone
    append(UInt32(0))  // accuracy
    append(UInt32(65_535))  // snapshot length
    append(linkType)
  }

  /// Appends a record that may contradict itself.
  mutating func append(
    _ frame: [UInt8], seconds: UInt32, fraction: UInt32, captured: UInt32? = nil,
    original: UInt32? = nil
  ) {
    append(seconds)
    append(fraction)
    append(captured ?? UInt32(frame.count))
    append(original ?? UInt32(frame.count))
    bytes += frame
  }

  private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    let ordered = bigEndian ? value.bigEndian : value.littleEndian
    for index in 0..<(Value.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: ordered >> (8 * index)))
    }
  }
}
