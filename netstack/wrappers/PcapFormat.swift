import Wire

/// The headers of a pcap file (pcap-savefile(5)).
enum PcapFormat {
  /// Magic number for microseconds, version 2.4, two words of zeros, frames of up to 65535 bytes,
  /// link type Ethernet.
  static var fileHeader: [24 of UInt8] {
    [
      0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 1, 0, 0, 0,
    ]
  }

  /// - Parameter now: microseconds. The format's seconds are 32 bits and wrap.
  static func recordHeader(length: Int, at now: UInt64) -> [16 of UInt8] {
    let length = UInt32(clamping: length)
    var header = [16 of UInt8](repeating: 0)
    var bytes = header.mutableSpan
    bytes.store(UInt32(truncatingIfNeeded: now / 1_000_000).byteSwapped, at: 0)
    bytes.store(UInt32(truncatingIfNeeded: now % 1_000_000).byteSwapped, at: 4)
    bytes.store(length.byteSwapped, at: 8)
    bytes.store(length.byteSwapped, at: 12)
    return header
  }
}
