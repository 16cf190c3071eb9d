import Foundation
import Testing

/// The image of host-tests/on-target, whose checks run on the board.
@Suite("On the target", .timeLimit(.minutes(2)))
struct OnTargetTests {
  /// Runs an image to its end, which takes some seconds. An instruction takes 64 ns of the board's
  /// time, however long it takes the host: a busy host can't make the clock lose a period.
  /// - Returns: its status and all that it printed, with the place of a fault.
  private func run(_ image: URL) throws -> (status: Int32, transcript: String) {
    let board = try QEMUBoard(image: image, options: ["-icount", "shift=6"])
    let status = try board.exitCode(within: 60)
    guard let fault = board.transcript.firstMatch(of: /make symbolize PC=(0x[0-9a-f]+)/) else {
      return (status, board.transcript)
    }
    let place = try Tools.run(tool: "symbolize", [image.path, String(fault.1)]).output
    return (status, board.transcript + place)
  }

  @Test("every check passes")
  func checks() throws {
    let (status, transcript) = try run(Images.onTargetTests)
    #expect(status == 0, "\(transcript)")
    #expect(transcript.contains(/[1-9][0-9]* checks passed, 0 failed\n/), "\(transcript)")
  }

  @Test("a check that fails is named, with its case, and ends in status 1")
  func failure() throws {
    // bx lr: shifts nothing.
    let image = try PatchedImage(
      Images.onTargetTests, replacingStartOf: "__aeabi_lasr", with: [0x4770])
    let (status, transcript) = try run(image.url)
    #expect(status == 1, "\(transcript)")
    #expect(
      transcript.contains("FAILED: __aeabi_lasr shifts by 0 to 63 bits: value 1, shift 1\n"),
      "\(transcript)")
    #expect(transcript.contains(/checks passed, [1-9][0-9]* failed\n/), "\(transcript)")
  }
}
