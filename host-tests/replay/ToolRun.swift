@testable import replay

/// The tool's answer to a command line.
struct ToolRun {
  let status: ExitStatus
  let output: String
  let errors: String

  init(_ arguments: String...) {
    var (output, errors) = ("", "")
    status = ReplayCommand.run(arguments, output: &output, errors: &errors)
    (self.output, self.errors) = (output, errors)
  }

  /// The number in the table's row of this name, or nil when there is no such row.
  func count(_ name: String) -> Int? {
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.dropLast().joined(separator: " ") == name, let last = words.last {
        return Int(last)
      }
    }
    return nil
  }

  /// The lines of the output that name a field which differs, without their indentation.
  var fields: [String] {
    output.split(separator: "\n").filter { $0.hasPrefix("  ") && $0.contains(": ") }
      .map { String($0.drop(while: { $0 == " " })) }
  }
}
