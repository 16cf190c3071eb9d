import NetStack

/// What the tool shows, as text.
struct ReplayReport {
  let options: ReplayOptions

  /// The most differences that are shown; the others are counted.
  private static var differenceLimit: Int { 10 }

  /// What the stack did and must not do.
  func violations(_ violations: [RuleViolation]) -> String {
    guard !violations.isEmpty else { return "" }
    var lines = violations.prefix(Self.differenceLimit).map(\.line)
    let more = violations.count - lines.count
    if more > 0 { lines.append("and \(more) more") }
    return "\n" + lines.joined(separator: "\n") + "\n"
  }

  func rate(_ tally: ReplayTally, _ duration: Swift.Duration) -> String {
    let seconds = max(duration.seconds, 0.000_001)
    let milliseconds = Int((seconds * 1000).rounded(.up))
    var text = "\n\(tally.frames) frames in \(milliseconds) ms"
    text += ", \(Int(Double(tally.frames) / seconds)) a second"
    if let mutation = options.mutation {
      let last = mutation.seed &+ UInt64(mutation.rounds - 1)
      text += mutation.rounds == 1 ? "; seed \(last)" : "; seeds \(mutation.seed) to \(last)"
    }
    return text + "\n"
  }

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
      ("    held as a fragment", tally[.fragmentHeld]),
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
