import Appliance
import CortexM
import Drivers
import Heap
import NetStack
import Text

@main struct Main {
  /// The state of the image. Its first use builds it where it stays: on the stack there is no room
  /// for it.
  nonisolated(unsafe) private static var appliance = Appliance(
    board: MPS2AN386(), unstarted: MPS2AN386.ethernet())

  static func main() {
    // No other code uses the variable: there is one thread, and interrupt handlers leave it alone.
    Semihosting.exit(code: unsafe serve(&appliance))
  }

  /// Serves for good; returns only what keeps it from starting.
  private static func serve(
    _ appliance: inout Appliance<MPS2AN386, LAN9118<MemoryMappedBus>>
  ) -> UInt32 {
    appliance.board.start()
    let hasAddress = appliance.board.tellLastFault()
    guard let arguments = readArguments(&appliance.board) else { return ExitCode.badArguments }
    startHeap(&appliance.board)
    do {
      try appliance.interface.device.start()
    } catch {
      appliance.board.write("error: no Ethernet: ")
      appliance.board.writeLine(error.explanation)
      return ExitCode.noEthernet
    }
    appliance.interface.device.enableInterrupts()
    var configuration = InterfaceConfiguration(
      subnet: arguments.subnet, gateway: arguments.gateway)
    configuration.probesAddresses = arguments.probesAddress && !hasAddress
    configuration.seed = appliance.board.now.microseconds
    do {
      try appliance.start(configuration)
    } catch {
      return ExitCode.noSocket
    }
    appliance.writeBanner()
    if let seconds = arguments.reportInterval { appliance.startReports(everySeconds: seconds) }
    while true {
      Watchdog.feed()
      appliance.step()
      FaultRecord.keep(note: appliance.ownsAddress ? 1 : 0)
    }
  }

  private static func readArguments(_ board: inout MPS2AN386) -> ApplianceArguments? {
    var buffer = InlineArray<512, UInt8>(repeating: 0)
    var span = buffer.mutableSpan
    let count = Semihosting.readCommandLine(into: &span)
    let line = span.span.extracting(first: count)
    do {
      return try ApplianceArguments(line)
    } catch {
      error.write(of: line, to: &board)
      return nil
    }
  }

  private static func startHeap(_ board: inout MPS2AN386) {
    // The linker script keeps the region free of everything else.
    let hasStarted = unsafe SystemHeap.start(
      region: MemoryImage.heap,
      criticalSection: CriticalSection(
        enter: { Interrupts.mask() }, leave: { Interrupts.restore($0) }),
      fault: heapFault)
    if !hasStarted { board.writeLine("warning: no room for a heap") }
  }
}
