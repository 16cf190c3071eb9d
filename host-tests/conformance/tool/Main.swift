import Foundation

@main struct Main {
  private static let help = """
    usage: conformance CHECKLIST EVENTS VERDICTS INSIDE

    Prints each row of the checklist with the tests that are named with its id, and whether they
    passed. EVENTS is what 'swift test --event-stream-output-path' wrote. Then what each board came
    to from outside: VERDICTS is what the black-box tests wrote, INSIDE the rows that they can't see.

    Exit status: 0 each row that is not marked as not met has passed; 1 one has not, or one that is
    marked has, or a board failed; 2 the command line is wrong; 3 a file can't be read.

    """

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help, terminator: "")
      exit(0)
    }
    let files = Array(arguments)
    guard files.count == 4 else { end(2, "four files are needed: conformance --help says which") }
    do {
      let report = ConformanceReport(
        try ChecklistRow.rows(of: read(files[0])), try TestResult.results(of: read(files[1])))
      let boards = try BoardVerdicts(verdicts: read(files[2]), inside: read(files[3]))
      print(report.text + boards.text, terminator: "")
      exit(report.isConsistent && boards.isPassed ? 0 : 1)
    } catch {
      end(3, error.message)
    }
  }

  private static func read(_ path: String) throws(ConformanceError) -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadable(path: path)
    }
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(status)
  }
}
