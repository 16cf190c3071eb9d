/// Where a batch runs.
protocol Side {
  /// How it is called in reports.
  var name: String { get }

  /// Runs `limit` records from `first` on.
  /// - Returns: the lines of the log, and how it ended if that was too early.
  func run(first: Int, limit: Int, isTraced: Bool) throws(BatchError) -> SideLog
}

struct SideLog {
  var lines: [Substring]
  /// Why the program stopped, in words; nil when it came to its end or to a finding.
  var stop: String?
}

extension Side {
  /// Runs all records, and goes on behind one that ends the program.
  func outcomes(of count: Int) throws(BatchError) -> [Outcome] {
    var outcomes: [Outcome] = []
    var stops = 0
    while outcomes.count < count {
      let log = try run(first: outcomes.count, limit: count - outcomes.count, isTraced: false)
      let before = outcomes.count
      for line in log.lines {
        guard let outcome = Outcome(line, of: outcomes.count) else { break }
        outcomes.append(outcome)
      }
      guard outcomes.count < count else { break }
      if let stop = log.stop {
        outcomes.append(.stopped(stop))
      } else if outcomes.count == before {
        throw BatchError("\(name): the log ends after record \(before)")
      }
      stops += 1
      guard stops < 20 else {
        throw BatchError(
          "\(name): gives up, after it was stopped \(stops) times; the last: "
            + (outcomes.last?.text ?? ""))
      }
    }
    return outcomes
  }

  /// Each entry of a record's journal, and how it ended.
  func trace(of number: Int) throws(BatchError) -> [String] {
    let log = try run(first: number, limit: 1, isTraced: true)
    return log.lines.map(String.init) + (log.stop.map { [$0] } ?? [])
  }
}
