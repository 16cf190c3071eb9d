import NetStack

/// Brings the stack's replies and the recorded ones together, by the frames that they answer.
///
/// As long as the sides agree, nothing is kept but the recorded replies still to come.
struct ReplyMatcher {
  private var recorded: ReplyQueues<ReplyKey>
  private let ignored: Set<FrameField>
  /// Replies that wait for a neighbor's hardware address.
  private var held: [Exchange] = []
  /// Exchanges with a reply of the stack that is not the next one recorded.
  private var unaligned: [ReplyKey: [Exchange]] = [:]
  /// Exchanges for which no recorded reply is found yet.
  private var unrecorded: [Exchange] = []
  private var result = ComparisonResult()
  private var requestJoiner = FragmentJoiner()
  private var replyJoiner = FragmentJoiner()

  init(recorded: [RecordedReply], ignoring ignored: Set<FrameField>) {
    self.recorded = ReplyQueues(recorded) { ReplyKey(reply: $0.frame) }
    self.ignored = ignored
  }

  mutating func add(number: Int, request: [UInt8], _ reception: ReplayedBoard.Reception) {
    // What completes a datagram stands for all of it.
    let request = requestJoiner.add(request) ?? request
    var exchange = Exchange(
      number: number, request: request, outcome: reception.outcome, reply: reception.reply)
    if let reply = reception.reply, FragmentJoiner.isFragment(reply) {
      // The others follow, if they have not yet come.
      exchange.reply = nil
      held.append(exchange)
      add(other: reply)
    } else if exchange.outcome == .held {
      held.append(exchange)
    } else {
      settle(exchange)
    }
    for frame in reception.others { add(other: frame) }
  }

  /// Takes in a frame that the stack did not send at once: a reply that was held, or its own.
  mutating func add(other frame: [UInt8]) {
    guard let frame = replyJoiner.add(frame) else { return }
    guard let key = ReplyKey(reply: frame),
      let index = held.firstIndex(where: { ReplyKey.keys(request: $0.request).contains(key) })
    else {
      result.unmatchedReplies += 1
      return
    }
    var exchange = held.remove(at: index)
    exchange.reply = frame
    settle(exchange)
  }

  /// What came of it, once everything was fed.
  consuming func finish() -> ComparisonResult {
    for exchange in held { settle(exchange) }
    var leftOver = align() + recorded.remaining
    unrecorded.sort { $0.number < $1.number }
    leftOver = pairByRequest(leftOver)
    leftOver = pairByKind(leftOver)
    for exchange in unrecorded { record(exchange) }
    result.unmatchedRecorded = leftOver.count
    result.differences.sort { $0.exchange.number < $1.exchange.number }
    return result
  }

  private mutating func settle(_ exchange: Exchange) {
    guard let reply = exchange.reply else {
      let isRecorded = ReplyKey.keys(request: exchange.request).contains {
        recorded.first($0) != nil
      }
      if isRecorded { unrecorded.append(exchange) } else { record(exchange) }
      return
    }
    guard let key = ReplyKey(reply: reply) else {
      unrecorded.append(exchange)
      return
    }
    if unaligned[key] == nil, let next = recorded.first(key),
      canonical(next.frame) == canonical(reply)
    {
      var exchange = exchange
      exchange.recorded = recorded.removeFirst(key)
      record(exchange)
    } else {
      unaligned[key, default: []].append(exchange)
    }
  }

  /// - Returns: recorded replies of the same kinds that are left over.
  private mutating func align() -> [RecordedReply] {
    var leftOver: [RecordedReply] = []
    for (key, exchanges) in unaligned {
      let alignment = ReplyAlignment(
        exchanges.sorted { $0.number < $1.number }, recorded.removeAll(key), canonical: canonical)
      leftOver += alignment.leftOver
      for exchange in alignment.exchanges { keep(exchange) }
    }
    return leftOver
  }

  /// Finds recorded replies to the same request of another kind than the stack's, such as an error
  /// in place of an echo, and those where the stack is silent.
  private mutating func pairByRequest(_ leftOver: [RecordedReply]) -> [RecordedReply] {
    var queues = ReplyQueues(leftOver) { ReplyKey(reply: $0.frame) }
    pairUnrecorded { exchange in
      let own = exchange.reply.flatMap(ReplyKey.init)
      for key in ReplyKey.keys(request: exchange.request) where key != own {
        if let reply = queues.removeFirst(key) { return reply }
      }
      return nil
    }
    return queues.remaining
  }

  /// Finds recorded replies that are so different that they seem to answer nothing, or something
  /// else. What would have been aligned with the stack's reply is in another place, and stays.
  private mutating func pairByKind(_ leftOver: [RecordedReply]) -> [RecordedReply] {
    var queues = ReplyQueues(leftOver) { FrameDissection($0.frame).replyKind }
    pairUnrecorded { exchange in
      guard let reply = exchange.reply else { return nil }
      let own = ReplyKey(reply: reply)
      return queues.removeFirst(FrameDissection(reply).replyKind) {
        own == nil || ReplyKey(reply: $0.frame) != own
      }
    }
    return queues.remaining
  }

  private mutating func pairUnrecorded(_ find: (Exchange) -> RecordedReply?) {
    let exchanges = unrecorded
    unrecorded = []
    for var exchange in exchanges {
      exchange.recorded = find(exchange)
      keep(exchange)
    }
  }

  private mutating func keep(_ exchange: Exchange) {
    if exchange.recorded == nil {
      unrecorded.append(exchange)
    } else {
      record(exchange)
    }
  }

  private func canonical(_ frame: [UInt8]) -> [UInt8] {
    FrameDissection(frame).canonical(ignoring: ignored)
  }

  private mutating func record(_ exchange: Exchange) {
    switch (exchange.reply, exchange.recorded?.frame) {
    case (let reply?, let recorded?):
      let comparison = FrameComparison(recorded: recorded, replied: reply, ignoring: ignored)
      if comparison.areEqual {
        result.equalReplies += 1
      } else {
        result.differences.append(ReplyDifference(.different(comparison), exchange))
      }
    case (_?, nil):
      result.differences.append(ReplyDifference(.onlyReplied, exchange))
    case (nil, _?):
      result.differences.append(ReplyDifference(.onlyRecorded, exchange))
    case (nil, nil):
      result.bothSilent += 1
    }
  }
}

extension FrameDissection {
  /// What has to agree for two frames to be taken for one another: station, type and protocol.
  fileprivate var replyKind: [[UInt8]] {
    [.ethernetDestination, .ethernetType, .arpOperation, .ipv4Protocol].map { bytes(of: $0) }
  }

  /// The frame with its ignored bits cleared, and without padding where that is ignored.
  fileprivate func canonical(ignoring fields: Set<FrameField>) -> [UInt8] {
    var frame = zip(frame, mask(ignoring: fields)).map { $0 & $1 }
    if fields.contains(.ethernetPadding) { frame.removeLast(bytes(of: .ethernetPadding).count) }
    return frame
  }
}
