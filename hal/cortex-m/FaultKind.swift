/// What went wrong, as far as the processor's registers tell.
public enum FaultKind: UInt32, Sendable {
  case other = 0
  case trap = 1
  case stackOverflow = 2
  case nullDereference = 3
  case heap = 4
  case protection = 5
  case bus = 6
  case unhandledInterrupt = 7
  case watchdog = 8

  /// In words, for a report on the console.
  public var explanation: StaticString {
    switch self {
    case .other: "fault"
    case .trap: "trap in Swift code"
    case .stackOverflow: "stack overflow"
    case .nullDereference: "null dereference"
    case .heap: "misuse of the heap"
    case .protection: "access to protected memory"
    case .bus: "access where nothing is"
    case .unhandledInterrupt: "interrupt without a handler"
    case .watchdog: "the loop has stopped"
    }
  }
}
