import Pcap
import Testing

/// pcapng as draft-ietf-opsawg-pcapng lays it out, little-endian.
@Suite struct PcapngReaderTests {
  /// §4.1: Section Header Block.
  private let sectionHeader: [UInt8] = [
    0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0,
    0x4d, 0x3c, 0x2b, 0x1a,  // byte-order magic
    1, 0, 0, 0,  // version 1.0
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  // section length not given
    28, 0, 0, 0,
  ]

  /// §4.2: Interface Description Block of an Ethernet with a snapshot length of 65 535.
  private let ethernet: [UInt8] = [
    1, 0, 0, 0, 20, 0, 0, 0,
    1, 0, 0, 0,  // LINKTYPE_ETHERNET, reserved
    0xff, 0xff, 0, 0,
    20, 0, 0, 0,
  ]

  /// The same with option if_tsresol 9: nanoseconds.
  private let nanosecondEthernet: [UInt8] = [
    1, 0, 0, 0, 32, 0, 0, 0,
    1, 0, 0, 0,
    0xff, 0xff, 0, 0,
    9, 0, 1, 0, 9, 0, 0, 0,  // if_tsresol, padded to 32 bits
    0, 0, 0, 0,  // opt_endofopt
    32, 0, 0, 0,
  ]

  /// LINKTYPE_RAW (101): IP packets without a link layer.
  private let rawIP: [UInt8] = [
    1, 0, 0, 0, 20, 0, 0, 0,
    101, 0, 0, 0,
    0xff, 0xff, 0, 0,
    20, 0, 0, 0,
  ]

  /// §4.3: Enhanced Packet Block of 15 bytes, one byte of padding, at 0x0000_0001_0000_0002 units.
  private let packet: [UInt8] = [
    6, 0, 0, 0, 48, 0, 0, 0,
    0, 0, 0, 0,  // interface 0
    1, 0, 0, 0,  // timestamp, upper half
    2, 0, 0, 0,  // timestamp, lower half
    15, 0, 0, 0,  // captured length
    15, 0, 0, 0,  // original length
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x88, 0xb5, 0x2a,
    0,
    48, 0, 0, 0,
  ]

  private var frame: [UInt8] { Array(packet[28..<43]) }

  @Test("reads pcapng")
  func microseconds() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("micro", sectionHeader + ethernet + packet + packet)

    let expected = RecordedFrame(frame, microseconds: 0x1_0000_0002)
    #expect(try RecordedFrame.all(path: path) == [expected, expected])
  }

  @Test("reads pcapng in nanoseconds")
  func nanoseconds() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("nano", sectionHeader + nanosecondEthernet + packet)

    // 2^32 + 2 = 4 294 967 298 ns
    #expect(try RecordedFrame.all(path: path) == [RecordedFrame(frame, microseconds: 4_294_967)])
  }

  @Test("passes on that libpcap refuses interfaces of different link types")
  func severalLinkTypes() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("mixed", sectionHeader + ethernet + rawIP + packet)

    let error = #expect(throws: CaptureError.self) { _ = try RecordedFrame.all(path: path) }
    guard case .damagedRecord(path, 1, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("type"))
  }

  @Test("names the frame at which a pcapng file ends early")
  func truncated() throws {
    let directory = try TemporaryDirectory()
    let bytes = sectionHeader + ethernet + packet + packet.dropLast(10)
    let path = try directory.file("cut", bytes)

    let error = #expect(throws: CaptureError.self) { _ = try RecordedFrame.all(path: path) }
    guard case .damagedRecord(path, 2, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("throws for a time stamp that microseconds in 64 bits cannot hold")
  func latestTimestamp() throws {
    let directory = try TemporaryDirectory()
    // §4.2: if_tsresol 0 counts whole seconds.
    var seconds = nanosecondEthernet
    seconds[20] = 0
    var latest = packet
    latest.replaceSubrange(12..<20, with: [0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff])
    let path = try directory.file("late", sectionHeader + seconds + latest)

    let error = #expect(throws: CaptureError.self) { _ = try RecordedFrame.all(path: path) }
    #expect(
      error == .damagedRecord(path: path, frame: 1, reason: "its time stamp is out of range"))
  }
}
