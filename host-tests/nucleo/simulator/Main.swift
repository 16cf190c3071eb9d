import Glibc

@main struct Main {
  static func main() {
    endOnSignals()
    exit(run().rawValue)
  }

  private static func run() -> ExitStatus {
    do {
      guard let options = try SimulatorOptions.parse(Array(CommandLine.arguments.dropFirst()))
      else {
        print(SimulatorOptions.help, terminator: "")
        return .success
      }
      return try simulate(options)
    } catch {
      report("error: \(error.message)")
      switch error {
      case .usage: return .usage
      case .image, .network, .emulator: return .missing
      }
    }
  }

  private static func simulate(_ options: SimulatorOptions) throws(SimulatorError) -> ExitStatus {
    guard !options.endsWithInput || Lifeline.watch() else {
      throw .emulator("no thread can be started to watch the standard input")
    }
    let link: (any FrameLink)?
    switch options.network {
    case .none: link = nil
    case .tap(let name): link = try TAPLink(name: name)
    case .datagrams(let local, let remote): link = try DatagramLink(local: local, remote: remote)
    }
    var control: ControlChannel?
    if let path = options.control { control = try ControlChannel(path: path) }
    let simulator = try Simulator(options: options, link: link, control: control)
    let console = Console(image: options.image)
    simulator.chip.onConsole = { console.write($0) }
    if options.showsLEDs { simulator.chip.onLED = { console.show(led: $0, isOn: $1) } }
    let start = Simulator.worldTime
    let end = simulator.run()
    console.finish()
    if options.showsStatistics {
      writeStatistics(of: simulator, seconds: Double(Simulator.worldTime - start) / 1e9)
    }
    return explain(end, options.image)
  }

  private static func explain(_ end: Simulator.End, _ image: String) -> ExitStatus {
    switch end {
    case .quit: return .success
    case .badCommand(let answer):
      report(answer)
      return .usage
    case .reset(let cause):
      report("the board was reset: \(cause.name)")
      return .reset
    case .lockup(let reason, let programCounter):
      report("the processor locked up: \(reason)")
      report(Place(programCounter, image).description)
      return .lockup
    case .violation(let violation, let programCounter):
      report("forbidden: \(violation.register): \(violation.reason)")
      report(Place(programCounter, image).description)
      return .violation
    }
  }

  private static func writeStatistics(of simulator: Simulator, seconds: Double) {
    let instructions = Double(simulator.instructions)
    report(
      "executed \(Int(instructions)) instructions in \(seconds) s, "
        + "the board's time is \(Double(simulator.chip.time.nanoseconds) / 1e9) s; "
        + "\(simulator.framesReceived) frames in, \(simulator.framesSent) out")
  }

  private static func report(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    // The array's bytes live through the call.
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// SIGTERM and SIGINT take the power away: what the board holds goes with the process.
  private static func endOnSignals() {
    var signals = sigset_t()
    // The set is a variable of ours, and lives through the calls.
    unsafe sigemptyset(&signals)
    for number in [SIGTERM, SIGINT] {
      // The handler calls nothing but _exit, which is safe in one (signal-safety(7)).
      signal(number) { _ in _exit(ExitStatus.success.rawValue) }
      // The set is as above.
      unsafe sigaddset(&signals, number)
    }
    // Whoever started this may have blocked them. The set is read during the call.
    unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
  }
}

/// What the simulator tells the shell.
enum ExitStatus: Int32 {
  case success = 0
  case usage = 2
  case missing = 3
  case lockup = 101
  case reset = 102
  case violation = 103
}
