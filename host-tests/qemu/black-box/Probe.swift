import NetStack

/// One question to a board from outside, and what has to come back.
struct Probe: Sendable {
  /// What the board does, as a sentence.
  let name: String
  /// The rows of the checklist that it shows.
  let rows: [String]
  /// The kinds of bad input that it tries.
  let kinds: [Int]
  let steps: [Step]

  init(_ name: String, _ rows: [String] = [], kinds: [Int] = [], _ steps: Step...) {
    self.name = name
    self.rows = rows
    self.kinds = kinds
    self.steps = steps
  }

  /// How much of the board's time it takes at least.
  var milliseconds: Int {
    steps.reduce(0) { sum, step in
      if case .pass(let milliseconds) = step.action { sum + milliseconds } else { sum }
    }
  }
}

/// Frames to the board, or time that passes, and what the board sends until it is over.
struct Step: Sendable {
  enum Action: Sendable {
    case send([[UInt8]])
    /// As records of their own, whose replies are looked at together.
    case series([[[UInt8]]], repliesEach: Int)
    case pass(milliseconds: Int)
    /// Datagrams to closed ports, until errors stay out.
    case flood
  }

  enum Expectation: Sendable {
    /// These frames and no others, their identifications aside.
    case frames([[UInt8]])
    /// What the closure says of the frames as they came.
    case check(@Sendable ([[UInt8]]) -> Bool)
  }

  let action: Action
  let expectation: Expectation
  /// What the stack counts each frame under, where its counters can be seen.
  var outcome: FrameOutcome?

  /// Sends frames that each end silently, so counted.
  static func silent(_ frames: [UInt8]..., as outcome: FrameOutcome) -> Step {
    Step(action: .send(frames), expectation: .frames([]), outcome: outcome)
  }

  static func send(_ frames: [UInt8]..., expecting replies: [[UInt8]]) -> Step {
    Step(action: .send(frames), expectation: .frames(replies))
  }

  static func send(
    _ frames: [UInt8]..., check: @escaping @Sendable ([[UInt8]]) -> Bool
  ) -> Step {
    Step(action: .send(frames), expectation: .check(check))
  }

  static func send(_ packets: [Packet], expecting replies: [Packet]) -> Step {
    Step(action: .send(packets.map(\.frame)), expectation: .frames(replies.map(\.frame)))
  }

  static func series(
    _ records: [[Packet]], repliesEach: Int, check: @escaping @Sendable ([[UInt8]]) -> Bool
  ) -> Step {
    Step(
      action: .series(records.map { $0.map(\.frame) }, repliesEach: repliesEach),
      expectation: .check(check))
  }

  /// An echo request or datagram that is answered.
  static func echo(_ packet: Packet) -> Step {
    send([packet], expecting: [packet.number == 1 ? packet.echoReply : packet.udpReply])
  }

  static func pass(milliseconds: Int, expecting replies: [[UInt8]] = []) -> Step {
    Step(action: .pass(milliseconds: milliseconds), expectation: .frames(replies))
  }

  static let flood = Step(action: .flood, expectation: .check { _ in true })
}
