import NetStack
import Pcap

/// One capture on its way through the stack.
struct Replay: ~Copyable {
  private let options: ReplayOptions
  private var board: ReplayedBoard
  private var matcher: ReplyMatcher?
  private var writer: CaptureWriter?
  /// The time stamp of the first frame, which the stack's clock counts from.
  private var origin: Int64?
  private(set) var tally = ReplayTally()

  init(_ options: ReplayOptions) throws(ReplayError) {
    self.options = options
    board = ReplayedBoard(
      hardwareAddress: options.hardwareAddress, subnet: options.subnet, gateway: options.gateway)
    guard let expected = options.expected else { return }
    do {
      let recorded = try RecordedReply.all(path: expected, board: options.hardwareAddress)
      matcher = ReplyMatcher(recorded: recorded, ignoring: options.ignored)
    } catch {
      throw .capture(error)
    }
  }

  /// Feeds the whole capture. What was fed before an error is in the tally.
  mutating func run() throws(ReplayError) {
    try refuseToOverwrite()
    do {
      var reader = try CaptureReader(path: options.capture)
      if let path = options.written { writer = try CaptureWriter(path: path) }
      var number = 0
      while let frame = try reader.nextFrame() {
        number += 1
        try take(frame, number: number)
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

  private mutating func take(_ frame: CapturedFrame, number: Int) throws(CaptureError) {
    let role = FrameRole(
      frame.bytes, isTruncated: frame.isTruncated, board: options.hardwareAddress)
    tally.count(role)
    for emission in board.advance(to: time(of: frame)) {
      matcher?.add(other: emission.frame)
      try write(emission.frame, at: emission.time)
    }
    guard role == .forBoard else { return }
    try feed([UInt8](copying: frame.bytes), number: number)
  }

  private mutating func feed(_ frame: [UInt8], number: Int) throws(CaptureError) {
    let reception = board.receive(frame)
    tally.count(reception.outcome)
    matcher?.add(number: number, request: frame, reception)
    try write(frame, at: board.now)
    if let reply = reception.reply { try write(reply, at: board.now) }
    for other in reception.others { try write(other, at: board.now) }
  }

  private mutating func time(of frame: CapturedFrame) -> Instant {
    let origin = origin ?? frame.microseconds
    self.origin = origin
    // Two time stamps may lie further apart than their type reaches.
    return Instant(
      microseconds: frame.microseconds < origin
        ? 0 : UInt64(bitPattern: frame.microseconds &- origin))
  }

  private mutating func write(_ frame: [UInt8], at time: Instant) throws(CaptureError) {
    let microseconds = (origin ?? 0) &+ Int64(truncatingIfNeeded: time.microseconds)
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
