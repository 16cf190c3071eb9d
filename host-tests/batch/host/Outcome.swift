/// What became of a record on one side.
enum Outcome: Equatable {
  /// With so many entries in its journal, and their digest.
  case completed(entries: Int, digest: String)
  /// A promise was broken, in words.
  case finding(String)
  /// The program ended by a trap or a fault, or did not end.
  case stopped(String)

  /// - Parameter line: of a log; nil when it is not the line of that record.
  init?(_ line: Substring, of number: Int) {
    if line.hasPrefix("finding: ") {
      self = .finding(String(line))
      return
    }
    let words = line.split(separator: " ")
    guard words.count == 3, Int(words[0]) == number, let entries = Int(words[1]) else { return nil }
    self = .completed(entries: entries, digest: String(words[2]))
  }

  var text: String {
    switch self {
    case .completed(let entries, _): "runs to its end, with \(entries) entries in its journal"
    case .finding(let text): text
    case .stopped(let reason): reason
    }
  }
}
