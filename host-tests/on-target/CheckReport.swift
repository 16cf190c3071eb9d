import Drivers
import Text

/// Runs the checks, and prints a line for each that fails.
struct CheckReport: ~Copyable {
  private(set) var passed: UInt32 = 0
  private(set) var failed: UInt32 = 0
  private var console = TestBoard.console()

  /// - Parameter body: returns a case that doesn't hold, or nil when all do.
  mutating func check(
    _ subject: StaticString, _ behavior: StaticString, _ body: () -> FailedCase?
  ) {
    guard let failure = body() else {
      passed &+= 1
      return
    }
    failed &+= 1
    console.write("FAILED: ")
    console.write(subject)
    console.write(" ")
    console.write(behavior)
    failure.write(to: &console)
    console.writeLine()
  }

  mutating func check(_ subject: StaticString, _ behavior: StaticString, holds: Bool) {
    check(subject, behavior) { holds ? nil : FailedCase() }
  }

  mutating func writeSummary() {
    console.write(passed)
    console.write(" checks passed, ")
    console.write(failed)
    console.writeLine(" failed")
  }
}
