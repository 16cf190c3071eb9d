/// Why the simulator can't run. The texts say what to do.
enum SimulatorError: Error {
  case usage(String)
  case image(String)
  case network(String)
  case emulator(String)

  var message: String {
    switch self {
    case .usage(let text), .image(let text), .network(let text), .emulator(let text): text
    }
  }
}
