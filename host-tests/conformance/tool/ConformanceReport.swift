/// The checklist beside the tests of its rows.
struct ConformanceReport {
  enum State: String {
    case pass = "pass"
    case fail = "FAIL"
    case notYet = "not yet"
    /// It passes although it is marked as not met.
    case stale = "STALE"
  }

  let rows: [ChecklistRow]
  private let results: [TestResult]

  init(_ rows: [ChecklistRow], _ results: [TestResult]) {
    self.rows = rows
    self.results = results
  }

  func results(of row: ChecklistRow) -> [TestResult] {
    results.filter { $0.name.ids.contains(row.id) }
  }

  /// A row passes when one of its tests passes and none fails; skipped ones prove nothing.
  func state(of row: ChecklistRow) -> State {
    let verdicts = results(of: row).map(\.verdict)
    let passes =
      verdicts.contains(.passed)
      && !verdicts.contains { $0 == .failed || $0 == .unfinished }
    if row.obstacle != nil { return passes ? .stale : .notYet }
    return passes ? .pass : .fail
  }

  /// The ids in tests' names that no row has.
  var unknownIDs: [String] {
    let known = Set(rows.map(\.id))
    return Set(results.flatMap(\.name.ids)).subtracting(known).sorted()
  }

  /// Whether all rows that are not marked pass, and nothing else claims to.
  var isConsistent: Bool {
    unknownIDs.isEmpty && rows.allSatisfy { [.pass, .notYet].contains(state(of: $0)) }
  }

  /// The table, and the count of the rows that are met.
  var text: String {
    var lines: [String] = []
    for row in rows { lines += self.lines(of: row) }
    lines += unknownIDs.map { "error: a test is named [\($0)], which the checklist does not have" }
    let states = rows.map(state)
    let (met, failed) = (count(.pass, states), count(.fail, states))
    let (open, stale) = (count(.notYet, states), count(.stale, states))
    var summary = "\(met) of \(rows.count) rows are met, \(open) are not yet"
    if failed > 0 { summary += ", \(failed) FAIL" }
    if stale > 0 { summary += ", \(stale) pass that are marked as not met" }
    lines.append(summary)
    return lines.joined(separator: "\n") + "\n"
  }

  private func count(_ state: State, _ states: [State]) -> Int {
    states.count { $0 == state }
  }

  private func lines(of row: ChecklistRow) -> [String] {
    let head =
      column(row.id, 5) + column(state(of: row).rawValue, 9)
      + "\(row.requirement) (\(row.reference))"
    let indent = column("", 14)
    let reason = row.obstacle.map { "\(indent)not yet: \($0)" }
    let tests = results(of: row).map { result in
      "\(indent)- \(result.name.sentence)"
        + (result.verdict == .passed ? "" : ": \(result.verdict)")
    }
    return [head] + (reason.map { [$0] } ?? []) + tests
  }

  private func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
