/// What became of a packet on its way out.
enum Departure {
  case sent
  case held
  /// Its neighbor is being asked for, and there is no place to hold it.
  case notHeld
  case noRoute
  case neighborsFull
  /// Longer than can be sent, or one such is on its way already.
  case tooLong

  /// Why an application's packet was not sent.
  var error: SendError? {
    switch self {
    case .sent, .held: nil
    case .notHeld: .neighborUnresolved
    case .noRoute: .noRoute
    case .neighborsFull: .neighborsFull
    case .tooLong: .tooLong
    }
  }

  /// The outcome of a frame whose answer departed so.
  var outcome: FrameOutcome {
    switch self {
    case .sent: .answered
    case .held: .held
    case .notHeld: .answerNotHeld
    case .noRoute: .answerHasNoRoute
    case .neighborsFull: .answerNeighborsFull
    case .tooLong: .answerTooLong
    }
  }
}
