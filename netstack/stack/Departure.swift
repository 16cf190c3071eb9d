/// What became of a packet on its way out.
struct Departure {
  /// The outcome of a frame whose answer departed so.
  let outcome: FrameOutcome

  static var sent: Departure { Departure(outcome: .answered) }
  static var held: Departure { Departure(outcome: .held) }
  /// Its neighbor is being asked for, and there is no place to hold it.
  static var notHeld: Departure { Departure(outcome: .answerNotHeld) }
  static var noRoute: Departure { Departure(outcome: .answerHasNoRoute) }
  static var neighborsFull: Departure { Departure(outcome: .answerNeighborsFull) }
  /// Longer than can be sent, or one such is on its way already.
  static var tooLong: Departure { Departure(outcome: .answerTooLong) }

  /// Why an application's packet was not sent.
  var error: SendError? {
    switch outcome {
    case .answerNotHeld: .neighborUnresolved
    case .answerHasNoRoute: .noRoute
    case .answerNeighborsFull: .neighborsFull
    case .answerTooLong: .tooLong
    default: nil
    }
  }
}
