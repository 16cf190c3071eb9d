import Foundation

@main struct Main {
  private static let help = """
    usage: bench-report MEASURED PEERS TARGETS JSON SVG

    Prints what was measured beside the peers and the targets, and writes it as JSON and as a chart.

    Exit status: 0, 1 when frames at random cost something else than the fixed ones, 2 for a wrong command line, 3 when a file can't be read or written.

    """

  static func main() {
    let arguments = CommandLine.arguments
    if arguments.contains("--help") || arguments.contains("-h") {
      print(help, terminator: "")
      exit(0)
    }
    guard arguments.count == 6 else {
      end(2, "five files are needed: bench-report --help says which")
    }
    do {
      let report = Report(
        measurements: Measurements(try read(arguments[1])),
        peers: Row.rows(of: try read(arguments[2])), targets: Row.rows(of: try read(arguments[3])))
      print(report.text, terminator: "")
      for agreement in report.agreements { print("\n" + agreement.text, terminator: "") }
      try report.json.write(toFile: arguments[4], atomically: true, encoding: .utf8)
      try Chart(report: report).svg.write(toFile: arguments[5], atomically: true, encoding: .utf8)
      let excesses = report.agreements.flatMap(\.excesses)
      if !excesses.isEmpty {
        end(1, "frames at random deviate: \(excesses.joined(separator: "; "))")
      }
    } catch {
      end(3, "\(error)")
    }
  }

  private static func read(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  private static func end(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(status)
  }
}
