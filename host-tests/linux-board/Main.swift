import Appliance
import Glibc
import NetStack
import TAP
import Text

@main struct Main {
  static func main() {
    endOnSignals()
    exit(run().rawValue)
  }

  /// Serves for good; returns only what keeps it from starting.
  private static func run() -> ExitStatus {
    var errors = ConsoleStream(descriptor: STDERR_FILENO)
    do {
      guard let options = try BoardOptions.parse(Array(CommandLine.arguments.dropFirst())) else {
        var output = ConsoleStream(descriptor: STDOUT_FILENO)
        output.write(Array(BoardOptions.help.utf8).span)
        return .success
      }
      guard let arguments = applianceArguments(options.appliance, &errors) else { return .usage }
      let tap = try TAPFile(name: options.tap)
      let device = TAPDevice(tap, hardwareAddress: options.hardwareAddress.octets)
      try serve(LinuxBoard(wokenBy: tap), device, arguments)
    } catch let error as UsageError {
      report(error.message, &errors)
      return .usage
    } catch let error as TAPError {
      report(error.message, &errors)
      return .noEthernet
    } catch {
      return .noSocket
    }
  }

  private static func applianceArguments(
    _ line: [UInt8], _ errors: inout ConsoleStream
  ) -> ApplianceArguments? {
    do {
      return try ApplianceArguments(line.span)
    } catch {
      error.write(of: line.span, to: &errors)
      return nil
    }
  }

  private static func serve(
    _ board: consuming LinuxBoard, _ device: consuming TAPDevice, _ arguments: ApplianceArguments
  ) throws -> Never {
    var configuration = InterfaceConfiguration(
      subnet: arguments.subnet, gateway: arguments.gateway)
    configuration.probesAddresses = arguments.probesAddress
    configuration.seed = .random(in: 0...UInt64.max)
    var appliance = try Appliance(board: board, device: device, configuration: configuration)
    appliance.writeBanner()
    if let seconds = arguments.reportInterval { appliance.startReports(everySeconds: seconds) }
    while true { appliance.step() }
  }

  private static func report(_ message: String, _ errors: inout ConsoleStream) {
    errors.write("error: ")
    errors.write(Array(message.utf8).span)
    errors.writeLine()
  }

  /// SIGTERM and SIGINT power the board off: what it holds goes with the process.
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

/// What the board tells the shell, as the other boards do.
enum ExitStatus: Int32 {
  case success = 0
  case usage = 2
  case noEthernet = 3
  case noSocket = 4
}
