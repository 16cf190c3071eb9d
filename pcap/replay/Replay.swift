import NetStack
import Pcap

/// One capture on its way through the stack.
struct Replay: ~Copyable {
  private let options: ReplayOptions
  private let rewriter: FrameRewriter?
  private var board: ReplayedBoard
  private var audit: ReplayAudit
  private var matcher: ReplyMatcher?
  private var writer: CaptureWriter?
  /// The time stamp of the first frame, which the stack's clock counts from.
  private var origin: Int64?
  /// By how much later than its time stamps a round is written.
  private var shift: Int64 = 0
  /// The seed of the round, when frames are mutated.
  private var seed: UInt64?
  private(set) var tally = ReplayTally()
  private(set) var violations: [RuleViolation] = []

  init(_ options: ReplayOptions) throws(ReplayError) {
    let rewriter = try options.rewriteTarget.map { target throws(ReplayError) in
      try FrameRewriter(target, options)
    }
    let matcher = try options.expected.map { path throws(ReplayError) in
      try Self.matcher(path, rewriter, options)
    }
    self.options = options
    self.rewriter = rewriter
    self.matcher = matcher
    board = ReplayedBoard(options)
    audit = ReplayAudit(options)
  }

  private static func matcher(
    _ path: String, _ rewriter: FrameRewriter?, _ options: ReplayOptions
  ) throws(ReplayError) -> ReplyMatcher {
    do {
      let recorded = try RecordedReply.all(
        path: path, board: options.hardwareAddress, rewriter: rewriter)
      return ReplyMatcher(recorded: recorded, ignoring: options.ignored)
    } catch {
      throw .capture(error)
    }
  }

  /// Feeds the whole capture. What was fed before an error is in the tally.
  /// - Parameters:
  ///   - show: takes a line for each frame that was fed, if such lines are asked for.
  ///   - progress: is told how much of the work is done, from 0 to 1 where that is known, and how
  ///     many frames that were.
  mutating func run(
    show: (String) -> Void, progress: (_ fraction: Double?, _ frames: Int) -> Void
  ) throws(ReplayError) {
    try refuseToOverwrite()
    do {
      if let mutation = options.mutation {
        try feedMutated(mutation, show: show, progress: progress)
      } else {
        try feedRecorded(show: show, progress: progress)
      }
      if let writer = writer.take() { try writer.close() }
    } catch {
      throw .capture(error)
    }
  }

  /// What the comparison found; nil when there was nothing to compare with.
  consuming func finish() -> ComparisonResult? {
    matcher.take()?.finish()
  }

  private mutating func feedRecorded(
    show: (String) -> Void, progress: (Double?, Int) -> Void
  ) throws(CaptureError) {
    var reader = try CaptureReader(path: options.capture)
    if let path = options.written { writer = try CaptureWriter(path: path) }
    var number = 0
    while let recorded = try ReplayFrame.next(of: &reader, number: number + 1) {
      number += 1
      let frame = rewritten(recorded)
      let role = FrameRole(frame, board: options.hardwareAddress)
      tally.count(role)
      try advance(to: frame)
      if role == .forBoard { try feed(frame, show: show) }
      progress(reader.fractionRead, number)
    }
  }

  /// Each round is a run of its own, on a board that has just started: so its seed alone repeats it.
  private mutating func feedMutated(
    _ mutation: ReplayOptions.Mutation, show: (String) -> Void, progress: (Double?, Int) -> Void
  ) throws(CaptureError) {
    var frames: [ReplayFrame] = []
    for recorded in try ReplayFrame.all(path: options.capture) {
      let frame = rewritten(recorded)
      let role = FrameRole(frame, board: options.hardwareAddress)
      if role == .forBoard { frames.append(frame) } else { tally.count(role) }
    }
    if let path = options.written { writer = try CaptureWriter(path: path) }
    for round in 0..<mutation.rounds {
      begin(seed: mutation.seed &+ UInt64(round))
      for frame in FrameMutator.mutate(frames, seed: mutation.seed &+ UInt64(round)) {
        tally.count(FrameRole.forBoard)
        try advance(to: frame)
        try feed(frame, show: show)
        progress(Double(round) / Double(mutation.rounds), tally.frames)
      }
    }
  }

  private mutating func begin(seed: UInt64) {
    if self.seed != nil {
      shift &+= Int64(truncatingIfNeeded: board.now.microseconds) &+ 1_000_000
      board = ReplayedBoard(options)
      audit = ReplayAudit(options)
      origin = nil
    }
    self.seed = seed
  }

  private func rewritten(_ frame: ReplayFrame) -> ReplayFrame {
    guard let rewriter else { return frame }
    var frame = frame
    frame.bytes = rewriter.rewrite(frame.bytes)
    return frame
  }

  private mutating func advance(to frame: ReplayFrame) throws(CaptureError) {
    TrapReport.note(frame: frame.number, seed: seed)
    for emission in board.advance(to: time(of: frame)) {
      matcher?.add(other: emission.frame)
      check(emission.frame, isAnswer: false, frame.number)
      try write(emission.frame, at: emission.time)
    }
  }

  private mutating func feed(
    _ frame: ReplayFrame, show: (String) -> Void
  ) throws(CaptureError) {
    audit.arrive(frame.bytes, at: board.now)
    let reception = board.receive(frame.bytes)
    tally.count(reception.outcome)
    matcher?.add(number: frame.number, request: frame.bytes, reception)
    if options.listsFrames {
      show(
        "frame \(frame.number): \(reception.outcome.text); \(FrameDissection(frame.bytes).summary)")
    }
    try write(frame.bytes, at: board.now)
    if let reply = reception.reply {
      check(reply, isAnswer: true, frame.number)
      try write(reply, at: board.now)
    }
    for other in reception.others {
      check(other, isAnswer: false, frame.number)
      try write(other, at: board.now)
    }
  }

  private mutating func check(_ sent: [UInt8], isAnswer: Bool, _ number: Int) {
    guard let fault = audit.fault(of: sent, isAnswer: isAnswer) else { return }
    violations.append(RuleViolation(number: number, seed: seed, text: fault))
  }

  private mutating func time(of frame: ReplayFrame) -> Instant {
    let origin = origin ?? frame.microseconds
    self.origin = origin
    // Two time stamps may lie further apart than their type reaches.
    return Instant(
      microseconds: frame.microseconds < origin
        ? 0 : UInt64(bitPattern: frame.microseconds &- origin))
  }

  private mutating func write(_ frame: [UInt8], at time: Instant) throws(CaptureError) {
    let microseconds = (origin ?? 0) &+ Int64(truncatingIfNeeded: time.microseconds) &+ shift
    try writer?.write(CapturedFrame(bytes: frame.span, microseconds: microseconds))
  }

  private func refuseToOverwrite() throws(ReplayError) {
    guard let written = options.written else { return }
    for read in [options.capture, options.expected] {
      guard let read, isSameFile(written, read) else { continue }
      throw .usage("--write would overwrite \(read), which is read: name another file")
    }
  }
}
