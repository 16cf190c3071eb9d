import NetStack

/// What the tool shows, as text.
struct ReplayReport {
  let options: ReplayOptions

  /// The most differences that are shown; the others are counted.
  private static var differenceLimit: Int { 10 }

  func table(_ tally: ReplayTally) -> String {
    var rows: [(name: String, count: Int)] = [
      ("frames", tally.frames),
      ("  sent by the board, not fed", tally[.sentByBoard]),
      ("  not for the board, not fed", tally[.notForBoard]),
    ]
    if tally[.cutShort] > 0 { rows.append(("  cut short, not fed", tally[.cutShort])) }
    rows += [
      ("  fed", tally.fed),
      ("    answered", tally[.answered]),
      ("    delivered", tally[.delivered]),
      ("    held for a neighbor", tally[.held]),
      ("    dropped", tally.dropped),
    ]
    for outcome in FrameOutcome.allCases where outcome.isDrop && tally[outcome] > 0 {
      rows.append(("      \(outcome.text)", tally[outcome]))
    }
    return """
      \(options.capture), fed to \(options.hardwareAddress.text), \(options.subnet.text)

      \(Self.text(rows))

      """
  }

  func differences(_ result: ComparisonResult) -> String {
    guard let expected = options.expected else { return "" }
    var text = ""
    for difference in result.differences.prefix(Self.differenceLimit) {
      text += "\n" + difference.lines(expected: expected).joined(separator: "\n") + "\n"
    }
    let more = result.differences.count - Self.differenceLimit
    if more > 0 { text += "\nand \(more) more differences\n" }
    return text
  }

  func summary(_ result: ComparisonResult) -> String {
    var (different, onlyRecorded, onlyReplied) = (0, 0, 0)
    for difference in result.differences {
      switch difference.kind {
      case .different: different += 1
      case .onlyRecorded: onlyRecorded += 1
      case .onlyReplied: onlyReplied += 1
      }
    }
    let ignored = FrameField.allCases.filter(options.ignored.contains)
    return """

      compared with \(options.expected ?? "nothing")
      ignoring \(ignored.isEmpty ? "nothing" : ignored.map(\.rawValue).joined(separator: ", "))

      \(Self.text([
        ("equal replies", result.equalReplies),
        ("different replies", different),
        ("only a recorded reply", onlyRecorded),
        ("only the stack's reply", onlyReplied),
        ("no reply from either", result.bothSilent),
        ("recorded, without counterpart", result.unmatchedRecorded),
        ("sent by the stack, without counterpart", result.unmatchedReplies),
      ]))

      """
  }

  private static func text(_ rows: [(name: String, count: Int)]) -> String {
    let width = rows.map(\.name.count).max() ?? 0
    let digits = rows.map { "\($0.count)".count }.max() ?? 0
    return rows.map {
      "  \($0.name.padding(to: width))  \("\($0.count)".leftPadding(to: digits))"
    }
    .joined(separator: "\n")
  }
}
