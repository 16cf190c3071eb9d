/// Why there is no table.
enum ConformanceError: Error, Equatable {
  case unreadable(path: String)
  case malformedRow(line: Int)
  case repeatedRow(id: String)
  case malformedEvent(line: Int)
  case malformedVerdict(line: Int)

  /// What is wrong and what to do, in one line.
  var message: String {
    switch self {
    case .unreadable(let path):
      "\(path) can't be read: 'make conformance' makes what is needed"
    case .malformedRow(let line):
      "row \(line) of the checklist is not 'id TAB reference TAB requirement', with or without"
        + " 'TAB not yet: reason'"
    case .repeatedRow(let id):
      "the checklist has \(id) twice: give one of them another id"
    case .malformedEvent(let line):
      "line \(line) of the event stream is no record of Swift Testing: run the tests again"
    case .malformedVerdict(let line):
      "line \(line) of the boards' verdicts is not as long as the first: run the tests again"
    }
  }
}
