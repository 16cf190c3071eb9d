import Pcap
import Testing

@Suite struct CaptureErrorTests {
  private func errorOfReading(_ path: String) -> CaptureError? {
    do {
      _ = try RecordedFrame.all(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test("says that a file is missing")
  func missing() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path(of: "missing.pcap")

    let error = try #require(errorOfReading(path))
    #expect(error == .cannotOpen(path: path, reason: "No such file or directory"))
    #expect("\(error)" == "cannot open \(path): No such file or directory")
  }

  @Test(
    "says that a file is not a capture",
    arguments: [("", "truncated"), ("This is a text, and no capture.\n", "unknown file format")])
  func notACapture(text: String, reason: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("text", Array(text.utf8))

    let error = try #require(errorOfReading(path))
    guard case .notACapture(path, let found) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(found.contains(reason))
    #expect("\(error)" == "\(path) is not a capture that libpcap can read: \(found)")
  }

  @Test("says that a directory is not a capture")
  func directory() throws {
    let directory = try TemporaryDirectory()
    let error = try #require(errorOfReading(directory.path))
    guard case .notACapture(directory.path, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason.contains("Is a directory"))
  }

  @Test("names the link type that is not Ethernet")
  func wrongLinkType() throws {
    let directory = try TemporaryDirectory()
    let cooked = try directory.file("cooked", PcapFile(linkType: PcapFile.linuxCooked).bytes)
    let unnamed = try directory.file("unnamed", PcapFile(linkType: 60_000).bytes)

    let error = try #require(errorOfReading(cooked))
    #expect(error == .notEthernet(path: cooked, found: "LINUX_SLL"))
    #expect("\(error)".contains("LINUX_SLL"))
    #expect(errorOfReading(unnamed) == .notEthernet(path: unnamed, found: "link type 60000"))
  }

  @Test("names the frame whose record is cut, wherever it is cut", arguments: 1..<31)
  func truncatedRecord(missing: Int) throws {
    let directory = try TemporaryDirectory()
    let frame = [UInt8](repeating: 0x55, count: 15)
    var file = PcapFile()
    for _ in 0..<3 {
      file.append(frame, seconds: 1, fraction: 0)
    }
    // The record is a header of 16 bytes and 15 of the frame, and at least one byte is left.
    let path = try directory.file("cut", file.bytes.dropLast(missing))

    var reader = try CaptureReader(path: path)
    _ = try reader.nextFrame()
    _ = try reader.nextFrame()
    let error = #expect(throws: CaptureError.self) { _ = try reader.nextFrame() }
    guard case .damagedRecord(path, 3, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("truncated"))
    #expect("\(try #require(error))" == "frame 3 of \(path) is damaged: \(reason)")
  }

  @Test("throws the same error again, rather than read on after damage")
  func errorIsFinal() throws {
    let directory = try TemporaryDirectory()
    let frame = [UInt8](repeating: 0x55, count: 15)
    var file = PcapFile()
    file.append(frame, seconds: 1, fraction: 0, captured: 0xffff_ffff)
    file.append(frame, seconds: 1, fraction: 0)
    var reader = try CaptureReader(path: directory.file("damaged", file.bytes))

    let first = #expect(throws: CaptureError.self) { _ = try reader.nextFrame() }
    let second = #expect(throws: CaptureError.self) { _ = try reader.nextFrame() }
    #expect(first != nil && first == second)
  }
}
