import Foundation
import Testing

/// What a batch tells when the board and the host differ, and when it can't be run.
@Suite("A batch", .serialized, .timeLimit(.minutes(2)))
struct BatchTests {
  private static let images = Tools.repository.appendingPathComponent(".build/images")
  private static let image = images.appendingPathComponent("batch.elf")

  private let scratch: ScratchDirectory

  init() throws {
    scratch = try ScratchDirectory()
  }

  private func batch(_ arguments: [String], image: URL = Self.image) throws -> Tools.Result {
    try Tools.run(
      Self.images.appendingPathComponent("batch"),
      ["--image", image.path, "--work", scratch.path("work")] + arguments)
  }

  /// - Returns: the path of an input for a target.
  private func input(_ target: String, _ bytes: [UInt8]) throws -> String {
    let folder = URL(fileURLWithPath: scratch.path(target))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("input")
    try Data(bytes).write(to: file)
    return file.path
  }

  @Test("whose two sides agree says so")
  func agreement() throws {
    // An echo request from 192.0.2.1 with one byte.
    let result = try batch([input("interface", [0, 0, 1, 0x01, 1, 5])])
    #expect(result.status == 0, "\(result.output)")
    #expect(
      result.output.contains(/^1 records, [1-9][0-9]* entries: the same on the board/),
      "\(result.output)")
  }

  @Test("names the input of a difference, and the first entry that differs")
  func difference() throws {
    // bx lr: a shift of 64 bits shifts nothing, so time that is to pass as 1 << 20 µs stays 1 µs.
    let patched = try PatchedImage(
      Self.image, replacingStartOf: "__aeabi_llsl", with: [0x4770])
    let path = try input("interface", [2, 0, 12, 20])
    let result = try batch([path], image: patched.url)
    #expect(result.status == 1, "\(result.output)")
    #expect(result.output.contains("error: \(path):\n"), "\(result.output)")
    #expect(result.output.contains("  host:  polls at 1048577\n"), "\(result.output)")
    #expect(result.output.contains("  board: polls at 2\n"), "\(result.output)")
  }

  @Test("names the input of a trap on the board and its line, and goes on behind it")
  func trap() throws {
    // udf #254, the instruction of every Swift trap.
    let patched = try PatchedImage(Self.image, replacingStartOf: "fuzzHeap", with: [0xDEFE])
    let path = try input("heap", [0, 1, 0, 8])
    let other = try input("wire", [0, 1, 2])
    let result = try batch([path, other], image: patched.url)
    #expect(result.status == 1, "\(result.output)")
    #expect(result.output.contains("error: \(path):\n"), "\(result.output)")
    #expect(result.output.contains("UsageFault (exception 6)"), "\(result.output)")
    #expect(
      result.output.contains(/pc: .*fuzzHeap.* at .*HeapTarget\.swift:[1-9]/), "\(result.output)")
    #expect(result.output.contains("1 of 2 records"), "\(result.output)")
  }

  @Test("of what is not there, is no capture, has no target or is too large says so")
  func badInputs() throws {
    let result = try batch(["/nonexistent"])
    #expect(result.status == 3 && result.output == "error: there is no /nonexistent\n")
    let noTarget = try batch([input("unknown", [1])])
    #expect(noTarget.status == 3 && noTarget.output.contains("no folder says what it is for"))
    let large = try batch([input("wire", [UInt8](repeating: 0, count: 0x8_0001))])
    #expect(large.status == 3 && large.output.contains("is too large: 524289 bytes"))
    let capture = scratch.path("bad.pcap")
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: capture))
    let noCapture = try batch([capture])
    #expect(noCapture.status == 3 && noCapture.output.contains(capture), "\(noCapture.output)")
  }

  @Test("without inputs, an image or a right address is a matter of usage")
  func usage() throws {
    #expect(try batch([]).status == 2)
    #expect(try batch(["--ip", "192.0.2.2"]).status == 2)
    #expect(try batch(["--mac", "ff:ff:ff:ff:ff:ff"]).status == 2)
    let path = try input("wire", [0])
    let result = try batch([path], image: URL(fileURLWithPath: "/nonexistent"))
    #expect(result.status == 3 && result.output.contains("run 'make batch-image'"))
  }
}
