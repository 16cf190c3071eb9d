import Pcap
import Testing

/// Broadcast, from 02:00:00:00:00:01, of the experimental type 0x88b5.
private let frame: [UInt8] = [
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x88, 0xb5, 0x2a,
]

@Suite struct CaptureReaderTests {
  @Test("reads pcap of either byte order and precision, in microseconds", arguments: [true, false])
  func pcap(bigEndian: Bool) throws {
    let directory = try TemporaryDirectory()
    var micro = PcapFile(.microseconds, bigEndian: bigEndian)
    micro.append(frame, seconds: 1_700_000_000, fraction: 999_999)
    var nano = PcapFile(.nanoseconds, bigEndian: bigEndian)
    nano.append(frame, seconds: 1_700_000_000, fraction: 999_999_999)

    let expected = [RecordedFrame(frame, microseconds: 1_700_000_000_999_999)]
    #expect(try RecordedFrame.all(path: directory.file("micro", micro.bytes)) == expected)
    #expect(try RecordedFrame.all(path: directory.file("nano", nano.bytes)) == expected)
  }

  @Test("ends after the last frame and stays there")
  func end() throws {
    let directory = try TemporaryDirectory()
    var file = PcapFile()
    file.append(frame, seconds: 1, fraction: 2)
    var reader = try CaptureReader(path: directory.file("one", file.bytes))

    _ = try #require(try RecordedFrame.next(from: &reader))
    #expect(try RecordedFrame.next(from: &reader) == nil)
    #expect(try RecordedFrame.next(from: &reader) == nil)
  }

  @Test("reads a capture without frames")
  func noFrames() throws {
    let directory = try TemporaryDirectory()
    #expect(try RecordedFrame.all(path: directory.file("none", PcapFile().bytes)) == [])
  }

  @Test("tells a frame that was captured short")
  func capturedShort() throws {
    let directory = try TemporaryDirectory()
    var file = PcapFile()
    file.append(frame, seconds: 1, fraction: 0)
    file.append(frame, seconds: 2, fraction: 0, original: 1514)
    let path = try directory.file("short", file.bytes)

    var reader = try CaptureReader(path: path)
    #expect(try reader.nextFrame()?.isTruncated == false)
    #expect(try reader.nextFrame()?.isTruncated == true)
    #expect(try RecordedFrame.all(path: path)[1].originalLength == 1514)
  }

  @Test("copies all remaining frames")
  func remaining() throws {
    let directory = try TemporaryDirectory()
    var file = PcapFile()
    for last in UInt8(0)..<3 {
      file.append(frame + [last], seconds: 1, fraction: 0)
    }
    var reader = try CaptureReader(path: directory.file("three", file.bytes))

    _ = try reader.nextFrame()
    #expect(try reader.remainingFrames() == [frame + [1], frame + [2]])
    #expect(try reader.remainingFrames() == [])
  }

  @Test("refuses to copy a frame that was captured short, and numbers it from the first")
  func remainingShort() throws {
    let directory = try TemporaryDirectory()
    var file = PcapFile()
    file.append(frame, seconds: 1, fraction: 0)
    file.append(frame, seconds: 1, fraction: 0)
    file.append(frame, seconds: 1, fraction: 0, original: 99)
    let path = try directory.file("short", file.bytes)
    var reader = try CaptureReader(path: path)

    _ = try reader.nextFrame()
    let error = #expect(throws: CaptureError.self) { _ = try reader.remainingFrames() }
    #expect(error == .truncatedFrame(path: path, frame: 3, captured: frame.count, original: 99))
  }
}
