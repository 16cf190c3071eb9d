import Pcap

/// Why there is nothing to show, or not all of it.
enum ReplayError: Error, Equatable {
  /// The command line is wrong or does not suit the capture; says what to do.
  case usage(String)
  case capture(CaptureError)

  var status: ExitStatus {
    switch self {
    case .usage: .usage
    case .capture: .capture
    }
  }

  /// One line for a person at a terminal: what is wrong and what to do next.
  var message: String {
    switch self {
    case .usage(let message): message
    case .capture(let error): "\(error)\(Self.advice(on: error))"
    }
  }

  private static func advice(on error: CaptureError) -> String {
    switch error {
    case .cannotOpen: "; check its path and permissions"
    case .notACapture: "; record one with tcpdump -w"
    case .damagedRecord: "; only the frames before it can be used"
    case .cannotWrite: "; name another file with --write"
    case .unrepresentableFrame: "; leave out --write"
    case .notEthernet, .truncatedFrame: ""
    }
  }
}
