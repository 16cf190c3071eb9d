import Foundation
import Testing

/// The built tool, as a process.
@Suite struct ExecutableTests {
  private func run(_ arguments: String...) throws -> (status: Int32, output: String, errors: String)
  {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    // Beside the tests, wherever they were built.
    process.executableURL = URL(filePath: CommandLine.arguments[0])
      .deletingLastPathComponent().appending(path: "replay")
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Neither fills a pipe, so one may be read after the other.
    let texts = [output, errors].map {
      String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (process.terminationStatus, texts[0], texts[1])
  }

  @Test("ends with a status that tells success, differences, usage and captures apart")
  func status() throws {
    let path = TestCapture.path("ping")
    let equal = try run(path, "--expect", path)
    #expect(equal.status == 0)
    #expect(equal.output.hasPrefix("\(path), fed to 02:00:00:00:00:02, 192.0.2.2/24\n"))
    #expect(equal.errors == "")
    #expect(try run(path, "--expect", path, "--ignore", "none").status == 1)

    let usage = try run("--loud")
    #expect(usage.status == 2)
    #expect(usage.output == "")
    #expect(usage.errors == "replay: there is no option --loud: replay --help lists them\n")
    #expect(try run(path + ".missing").status == 3)
  }
}
