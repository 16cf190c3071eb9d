import Foundation
import Testing

/// What people are told when something is wrong.
@Suite("The board tool", .serialized, .timeLimit(.minutes(2)))
struct ToolTests {
  private func board(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Tools.Result {
    try Tools.run(tool: "board", arguments, environment: environment)
  }

  /// One line on what to do, and the status.
  private func expectError(_ text: String, status: Int32, in result: Tools.Result) {
    #expect(result.status == status, "\(result.output)")
    let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(lines.count == 1, "\(result.output)")
    #expect(lines.first?.contains(text) == true, "\(result.output)")
  }

  @Test("prints its usage for --help")
  func help() throws {
    let result = try board(["--help"])
    #expect(result.status == 0)
    #expect(result.output.contains("usage: host-tests/tools/board"))
  }

  @Test("says how to get a missing image")
  func missingImage() throws {
    expectError("run 'make image'", status: 3, in: try board(["--image", "/nonexistent", "run"]))
  }

  @Test("says how to get a missing program of Linux")
  func missingProgram() throws {
    expectError(
      "run 'make host-image'", status: 3,
      in: try board(["--target", "linux", "--image", "/nonexistent", "run"]))
  }

  @Test("says how to get a missing QEMU")
  func missingQEMU() throws {
    // A PATH with everything but QEMU.
    let scratch = try ScratchDirectory()
    for name in ["bash", "env", "ip", "ping", "nc", "unshare", "mktemp", "rm"] {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path(name), withDestinationPath: Tools.find(name).path)
    }
    let result = try board(
      ["--image", Images.board.path, "run"],
      environment: [
        "PATH": URL(fileURLWithPath: scratch.path("x")).deletingLastPathComponent().path
      ])
    expectError("qemu-system-arm is missing; run 'make setup'", status: 3, in: result)
  }

  @Test("says how to get a TAP where there is none")
  func missingTAP() throws {
    // A mount namespace without /dev/net/tun.
    let result = try Tools.run(
      Tools.find("unshare"),
      [
        "-rm", "sh", "-c", "mount -t tmpfs none /dev/net && exec \"$0\" \"$@\"",
        Tools.repository.appendingPathComponent("host-tests/tools/board").path, "--image",
        Images.board.path, "run",
      ])
    expectError("there is no TAP", status: 3, in: result)
  }

  @Test(
    "passes on what the board says of a wrong address", .enabled(if: TAPTests.isPossible),
    arguments: [BoardTarget.qemu, .linux])
  func wrongAddress(target: BoardTarget) throws {
    let result = try target.run(["--ip", "192.0.2.255/24", "run"])
    #expect(result.status == 4, "\(result.output)")
    #expect(result.output.contains("error: ip=192.0.2.255/24: no host can have this address"))
  }

  @Test("says which target it does not know")
  func unknownTarget() throws {
    expectError("unknown target mars", status: 2, in: try board(["--target", "mars", "run"]))
  }

  @Test("says which option it does not know")
  func unknownOption() throws {
    expectError("unknown option --fast", status: 2, in: try board(["--fast", "run"]))
  }
}
