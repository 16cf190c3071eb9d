import Foundation
import Pcap
import Testing

@Suite struct CaptureWriterTests {
  private func write(_ frames: [RecordedFrame], path: String) throws(CaptureError) {
    var writer = try CaptureWriter(path: path)
    for frame in frames {
      try frame.write(to: &writer)
    }
    try writer.close()
  }

  @Test("writes what a reader reads: bytes, time stamps and original lengths")
  func roundTrip() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "round-trip.pcap")
    let frames = [
      RecordedFrame([], microseconds: 0),
      RecordedFrame([0x01], microseconds: 1),
      RecordedFrame(Array(0..<60), microseconds: 1_700_000_000_999_999),
      RecordedFrame(Array(0..<60), microseconds: 1_700_000_000_000_000, originalLength: 1514),
      RecordedFrame(
        [UInt8](repeating: 0xa5, count: CaptureWriter.longestFrame),
        microseconds: (1 << 31) * 1_000_000 - 1),
    ]

    try write(frames, path: path)
    #expect(try RecordedFrame.all(path: path) == frames)
  }

  @Test("writes classic pcap of Ethernet frames in microseconds")
  func format() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "format.pcap")
    try write([RecordedFrame([0xca, 0xfe], microseconds: 3_000_004)], path: path)

    // pcap-savefile(5), in the byte order of a little-endian machine.
    let expected: [UInt8] = [
      0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 4, 0,  // snapshot length 262 144
      1, 0, 0, 0,  // LINKTYPE_ETHERNET
      3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0xca, 0xfe,
    ]
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(expected))
  }

  @Test("empties a file that exists")
  func overwrite() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("old.pcap", [UInt8](repeating: 0x20, count: 4096))
    try write([], path: path)
    #expect(try RecordedFrame.all(path: path) == [])
  }

  @Test("lets others read what was flushed")
  func flush() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "flushed.pcap")
    let frame = RecordedFrame([1, 2, 3], microseconds: 4)
    var writer = try CaptureWriter(path: path)

    try frame.write(to: &writer)
    try writer.flush()
    #expect(try RecordedFrame.all(path: path) == [frame])
    try writer.close()
  }

  @Test("writes what is buffered when it goes out of scope")
  func scope() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "scope.pcap")
    let frame = RecordedFrame([1, 2, 3], microseconds: 4)
    func writeWithoutClosing() throws {
      var writer = try CaptureWriter(path: path)
      try frame.write(to: &writer)
    }

    try writeWithoutClosing()
    #expect(try RecordedFrame.all(path: path) == [frame])
  }

  @Test("says that a directory cannot be written")
  func directory() throws {
    let directory = try TemporaryDirectory()
    let error = #expect(throws: CaptureError.self) {
      _ = try CaptureWriter(path: directory.path)
    }
    #expect(error == .cannotWrite(path: directory.path, reason: "Is a directory"))
  }

  @Test("says that a path leads through no directory")
  func missingDirectory() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "missing/new.pcap")
    let error = try #require(
      #expect(throws: CaptureError.self) { _ = try CaptureWriter(path: path) })
    #expect("\(error)" == "cannot write \(path): No such file or directory")
  }

  // /dev/full answers every write with ENOSPC: full(4).
  @Test("reports a full disk when it closes")
  func fullDiskOnClose() throws {
    let full = CaptureError.cannotWrite(path: "/dev/full", reason: "No space left on device")
    var writer = try CaptureWriter(path: "/dev/full")
    try RecordedFrame([1, 2, 3], microseconds: 4).write(to: &writer)

    do throws(CaptureError) {
      try writer.close()
      Issue.record("closed")
    } catch {
      #expect(error == full)
    }
  }

  @Test("reports a full disk when its buffer overflows, and ever after")
  func fullDiskOnWrite() throws {
    let full = CaptureError.cannotWrite(path: "/dev/full", reason: "No space left on device")
    let frame = RecordedFrame([UInt8](repeating: 0, count: 100_000), microseconds: 0)
    var writer = try CaptureWriter(path: "/dev/full")

    #expect(throws: full) { try frame.write(to: &writer) }
    // Another error of the system in between, which is not this writer's.
    #expect(throws: CaptureError.self) { _ = try CaptureReader(path: "/dev/full/missing") }
    #expect(throws: full) { try frame.write(to: &writer) }
    #expect(throws: full) { try writer.flush() }
  }

  @Test(
    "refuses a frame that pcap cannot hold, and leaves the file whole",
    arguments: [
      RecordedFrame([UInt8](repeating: 0, count: CaptureWriter.longestFrame + 1), microseconds: 0),
      RecordedFrame([1, 2, 3], microseconds: 0, originalLength: 2),
      RecordedFrame([1, 2, 3], microseconds: 0, originalLength: -1),
      RecordedFrame([1, 2, 3], microseconds: 0, originalLength: 1 << 32),
      RecordedFrame([1, 2, 3], microseconds: -1),
      RecordedFrame([1, 2, 3], microseconds: (1 << 31) * 1_000_000),
    ])
  func unrepresentable(bad: RecordedFrame) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "whole.pcap")
    let good = RecordedFrame([1, 2, 3], microseconds: 4)
    var writer = try CaptureWriter(path: path)

    try good.write(to: &writer)
    let error = #expect(throws: CaptureError.self) { try bad.write(to: &writer) }
    guard case .unrepresentableFrame(path, 2, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    try good.write(to: &writer)
    try writer.close()
    #expect(try RecordedFrame.all(path: path) == [good, good])
  }
}
