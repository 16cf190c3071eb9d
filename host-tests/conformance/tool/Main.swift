import Foundation

@main struct Main {
  private static let help = """
    usage: conformance CHECKLIST EVENTS

    Prints each row of the checklist with the tests that are named with its id, and whether they
    passed. EVENTS is what 'swift test --event-stream-output-path' wrote.

    Exit status: 0 each row that is not marked as not met has passed; 1 one has not, or one that is
    marked has; 2 the command line is wrong; 3 a file can't be read.

    """

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help, terminator: "")
      exit(0)
    }
    guard let checklist = arguments.first, let events = arguments.dropFirst().first,
      arguments.count == 2
    else {
      end(2, "two files are needed: conformance --help says which")
    }
    do {
      let report = ConformanceReport(
        try ChecklistRow.rows(of: read(checklist)), try TestResult.results(of: read(events)))
      print(report.text, terminator: "")
      exit(report.isConsistent ? 0 : 1)
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
