import NetStack

/// A board that is only seen from outside: its cable, its console and its time.
protocol BlackBox: AnyObject {
  /// How the tables call it.
  var title: String { get }
  /// How long the suite may have it wait, in milliseconds.
  var patience: Int { get }

  var hardwareAddress: [UInt8] { get throws }
  var transcript: String { get }

  func send(_ frame: [UInt8]) throws
  /// The next frame from the board, or nil when none came in time.
  func receive(seconds: Double) -> [UInt8]?
  /// Has that much of the board's time pass as soon as possible, where it can be had faster than the
  /// world's.
  func hurry(milliseconds: Int) throws
  /// Reads the console until it has `text`.
  func await(_ text: String) throws
  /// How many frames the stack has counted so; nil where that can't be seen.
  func count(_ outcome: FrameOutcome) -> UInt32?
}
