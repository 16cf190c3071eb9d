import NetStack

/// A frame that was fed, and what either side replied.
struct Exchange {
  /// The frame's place in the capture, from 1.
  let number: Int
  let request: [UInt8]
  let outcome: FrameOutcome
  /// The stack's reply.
  var reply: [UInt8]?
  var recorded: RecordedReply?
}
