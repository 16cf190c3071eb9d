import Testing

@testable import replay

/// The line that shows how far a replay has come.
@Suite struct ProgressTests {
  @Test("shows part, count and rate")
  func line() {
    #expect(
      ProgressBar.line(0.5, frames: 1000, seconds: 2)
        == "[===============               ] 50 %, 1000 frames, 500 a second")
    #expect(ProgressBar.line(nil, frames: 3, seconds: 0) == "3 frames")
  }

  @Test("keeps within its bounds whatever it is told")
  func bounds() {
    #expect(ProgressBar.line(7, frames: 0, seconds: 1).contains(" 100 %"))
    #expect(ProgressBar.line(-1, frames: 0, seconds: 1).contains(" 0 %"))
  }

  @Test("draws one line and wipes it away, on a terminal only")
  func terminal() {
    let path = TestCapture.path("ping")
    for (isTerminal, arguments) in [(true, [path]), (false, [path]), (true, [path, "--quiet"])] {
      var (output, errors) = ("", "")
      let status = ReplayCommand.run(
        arguments, output: &output, errors: &errors, showsProgress: isTerminal)
      #expect(status == .success)
      let isShown = isTerminal && arguments.count == 1
      #expect(errors.isEmpty == !isShown)
      #expect(!errors.contains("\n"))
      #expect(errors.hasSuffix("\r\u{1B}[K") == isShown)
    }
  }

  @Test("says which frame a trap was at")
  func trap() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      TrapReport.install()
      TrapReport.note(frame: 731, seed: 18_446_744_073_709_551_615)
      fatalError("the stack trapped")
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(
      text.contains(
        "replay: the stack trapped at frame 731; again with --mutate 18446744073709551615\n"))
  }
}
