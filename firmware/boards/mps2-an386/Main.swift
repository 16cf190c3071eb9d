import Appliance
import CortexM
import Drivers
import Heap
import NetStack
import Text

@main struct Main {
  static func main() {
    Semihosting.exit(code: run())
  }

  /// Serves for good; returns only what keeps it from starting.
  private static func run() -> UInt32 {
    var board = MPS2AN386()
    board.start()
    guard let arguments = readArguments(&board) else { return ExitCode.badArguments }
    startHeap(&board)
    let device: LAN9118<MemoryMappedBus>
    do {
      device = try MPS2AN386.ethernet()
    } catch {
      board.write("error: no Ethernet: ")
      board.writeLine(error.explanation)
      return ExitCode.noEthernet
    }
    var configuration = InterfaceConfiguration(
      subnet: arguments.subnet, gateway: arguments.gateway)
    configuration.probesAddresses = arguments.probesAddress
    configuration.seed = board.now.microseconds
    do {
      var appliance = try Appliance(board: board, device: device, configuration: configuration)
      appliance.writeBanner()
      while true { appliance.step() }
    } catch {
      return ExitCode.noSocket
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
