/// An exchange in which the two sides did not do the same.
struct ReplyDifference {
  enum Kind {
    case different(FrameComparison)
    case onlyRecorded
    case onlyReplied
  }

  let kind: Kind
  let exchange: Exchange

  init(_ kind: Kind, _ exchange: Exchange) {
    self.kind = kind
    self.exchange = exchange
  }

  /// The most rows of a hex dump.
  private static var rowLimit: Int { 8 }

  /// The difference as lines of text, the first of which names the frames.
  func lines(expected: String) -> [String] {
    let request = "frame \(exchange.number), \(FrameDissection(exchange.request).summary)"
    let recorded = exchange.recorded.map {
      "frame \($0.number) of \(expected), \(FrameDissection($0.frame).summary)"
    }
    switch kind {
    case .different(let comparison):
      return ["\(request): the reply differs from \(recorded ?? "none")"]
        + comparison.differences.map { "  " + $0 }
        + HexDump(comparison).lines(limit: Self.rowLimit)
    case .onlyRecorded:
      return [
        "\(request): the stack did not reply (\(exchange.outcome.text)); recorded is "
          + "\(recorded ?? "none")"
      ]
    case .onlyReplied:
      let reply = exchange.reply.map { FrameDissection($0).summary } ?? "nothing"
      return ["\(request): the stack replied with \(reply); no reply is recorded"]
    }
  }
}
