/// The verdicts on the probes of the black-box tests, and what is not visible from outside.
struct BoardVerdicts {
  /// A probe and what it came to on each board.
  struct Probe: Equatable {
    /// Ids of the checklist, and `bad input` with a number.
    var rows: [String]
    var name: String
    var verdicts: [String]
  }

  let boards: [String]
  let probes: [Probe]
  /// Rows that no probe can show, and why.
  let inside: [(row: String, reason: String)]

  /// - Parameters:
  ///   - verdicts: a line for each probe, its fields separated by tabs: rows, name, and a verdict
  ///     for each board that the first line names.
  ///   - inside: lines of row and reason.
  init(verdicts: String, inside: String) throws(ConformanceError) {
    let lines = verdicts.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard let head = lines.first, head.count > 2 else { throw .malformedVerdict(line: 1) }
    boards = Array(head.dropFirst(2))
    var probes: [Probe] = []
    for (index, fields) in lines.enumerated().dropFirst() {
      guard fields.count == head.count else { throw .malformedVerdict(line: index + 1) }
      probes.append(
        Probe(
          rows: fields[0].split(separator: ",").map(String.init), name: fields[1],
          verdicts: Array(fields.dropFirst(2))))
    }
    self.probes = probes
    self.inside = inside.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t").map(String.init)
      return fields.count == 2 ? (fields[0], fields[1]) : nil
    }
  }

  /// Whether no board failed.
  var isPassed: Bool {
    !probes.contains { $0.verdicts.contains { $0.hasPrefix("FAIL") } }
  }

  /// The table: a line for each row, a column for each board.
  var text: String {
    var lines = ["", "From outside, on each board:", "", line("", boards)]
    for row in rows {
      lines.append(line(row, boards.indices.map { verdict(on: row, board: $0) }))
    }
    lines.append("")
    for probe in probes {
      for (board, verdict) in zip(boards, probe.verdicts) where verdict != "pass" {
        lines.append("\(board): \(probe.name): \(verdict)")
      }
    }
    lines += inside.map { "\($0.row) is not visible from outside: \($0.reason)" }
    lines.append("\(probes.count) probes of \(rows.count) rows and kinds of bad input")
    return lines.joined(separator: "\n") + "\n"
  }

  /// In the order in which they come first, those of the checklist sorted by protocol and number.
  private var rows: [String] {
    Set(probes.flatMap(\.rows)).sorted { Self.key($0) < Self.key($1) }
  }

  private static func key(_ row: String) -> (Int, String, Int) {
    let isKind = row.hasPrefix("bad input ")
    return (isKind ? 1 : 0, String(row.prefix(1)), Int(row.drop { !$0.isNumber }) ?? 0)
  }

  private func verdict(on row: String, board: Int) -> String {
    let verdicts = probes.filter { $0.rows.contains(row) }.map { $0.verdicts[board] }
    if verdicts.contains(where: { $0.hasPrefix("FAIL") }) { return "FAIL" }
    return verdicts.contains("pass") ? "pass" : "-"
  }

  private func line(_ row: String, _ cells: [String]) -> String {
    var text = row.padded(to: 14)
    for (board, cell) in zip(boards, cells) { text += cell.padded(to: board.count + 2) }
    return String(text.reversed().drop { $0 == " " }.reversed())
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
