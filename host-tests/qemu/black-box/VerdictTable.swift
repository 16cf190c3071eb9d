import Foundation

/// The verdicts on the probes, one column for each board, for the conformance tool.
struct VerdictTable {
  private var lines: [[String]]
  private let boards: [String]

  init(boards: [String]) {
    self.boards = boards
    lines = [["rows", "probe"] + boards]
  }

  /// - Parameter rows: ids of the checklist and numbers of bad inputs.
  mutating func add(_ rows: [String], _ name: String, _ verdicts: [Verdict]) {
    lines.append([rows.joined(separator: ","), name] + verdicts.map(\.text))
  }

  func write() throws {
    let text = lines.map { $0.joined(separator: "\t") + "\n" }.joined()
    try text.write(
      to: Tools.repository.appendingPathComponent(".build/verdicts.tsv"), atomically: true,
      encoding: .utf8)
  }
}
