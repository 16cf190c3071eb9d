/// A line of counters on the board's console (`report=`, see `Appliance.startReports`).
public struct BoardReport {
  private var values: [Substring: Int] = [:]

  public init?(_ line: some StringProtocol) {
    let words = line.split(separator: " ")
    guard words.first == "stat" else { return nil }
    for word in words.dropFirst() {
      let parts = word.split(separator: "=")
      guard parts.count == 2, let value = Int(parts[1]) else { return nil }
      values[Substring(parts[0])] = value
    }
  }

  /// -1 for what the line does not tell.
  public subscript(name: String) -> Int { values[Substring(name)] ?? -1 }

  /// The reports of a console, but for one that is not whole yet.
  public static func all(in transcript: String) -> [BoardReport] {
    let end = transcript.lastIndex(of: "\n") ?? transcript.startIndex
    return transcript[..<end].split(separator: "\n").compactMap { BoardReport($0) }
  }
}
