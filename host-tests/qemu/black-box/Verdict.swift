/// What a probe came to on one board.
enum Verdict: Equatable {
  case pass
  case fail(String)
  /// It was not tried, and why.
  case left(String)

  var text: String {
    switch self {
    case .pass: "pass"
    case .fail(let reason): "FAIL: \(reason)"
    case .left(let reason): "left: \(reason)"
    }
  }
}

extension Session {
  /// Puts a probe to the board.
  func verdict(on probe: Probe) throws -> Verdict {
    guard probe.milliseconds <= box.patience else {
      return .left("takes \((probe.milliseconds + 999) / 1000) s of real time")
    }
    try prepare()
    for (index, step) in probe.steps.enumerated() {
      if let reason = try defect(in: step) { return .fail("step \(index + 1): \(reason)") }
    }
    return .pass
  }

  private func defect(in step: Step) throws -> String? {
    var count = 0
    if case .frames(let frames) = step.expectation { count = frames.count }
    var replies: [[UInt8]] = []
    let before = step.outcome.flatMap(box.count)
    switch step.action {
    case .send(let frames):
      replies = try exchange(frames, awaiting: count)
      if let outcome = step.outcome, let before, let after = box.count(outcome),
        after &- before != UInt32(frames.count)
      {
        return "\(after &- before) of \(frames.count) frames are counted as \(outcome)"
      }
    case .series(let records, let repliesEach):
      replies = try records.flatMap { try exchange($0, awaiting: repliesEach) }
    case .pass(let milliseconds):
      replies = try pass(milliseconds: milliseconds, awaiting: count)
    case .flood:
      return try flood() ? nil : "the rate of errors is not limited as it should be"
    }
    switch step.expectation {
    case .check(let isRight):
      return isRight(replies) ? nil : "unexpected: \(replies.map(Self.hexadecimal))"
    case .frames(let expected):
      let found = replies.map(FrameTranslation.withoutIdentification)
      let wanted = expected.map(FrameTranslation.withoutIdentification)
      guard found != wanted else { return nil }
      return "came \(found.map(Self.hexadecimal)) and not \(wanted.map(Self.hexadecimal))"
    }
  }

  static func hexadecimal(_ frame: [UInt8]) -> String {
    frame.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

extension Session {
  /// Claims the board's address twice. The board has it no longer then.
  func conflict() throws -> Verdict {
    try prepare()
    let claim = Octets.arp(
      1, from: Station(hardware: Station(40).hardware, address: Station.board.address),
      to: Station.board.unresolved, frameTo: Station.everyone)
    let defense = Octets.arp(
      1, from: .board, to: Station.board.unresolved, frameTo: Station.everyone)
    let replies = try exchange([claim], awaiting: 1)
    guard replies == [defense] else { return .fail("came \(replies.map(Self.hexadecimal))") }
    try send(claim)
    try box.await("is given up")
    return .pass
  }
}
