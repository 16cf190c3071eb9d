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

  init(status: ExitStatus, output: String, errors: String) {
    (self.status, self.output, self.errors) = (status, output, errors)
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

  /// What became of each frame that was fed, by its number, as `--list` shows it.
  var outcomes: [Int: String] {
    var outcomes: [Int: String] = [:]
    for line in output.split(separator: "\n") where line.hasPrefix("frame ") {
      let words = line.dropFirst("frame ".count).split(separator: ";")[0].split(separator: ": ")
      guard words.count == 2, let number = Int(words[0]) else { continue }
      outcomes[number] = String(words[1])
    }
    return outcomes
  }

  /// The lines of the output that name a field which differs, without their indentation.
  var fields: [String] {
    output.split(separator: "\n").filter { $0.hasPrefix("  ") && $0.contains(": ") }
      .map { String($0.drop(while: { $0 == " " })) }
  }
}
