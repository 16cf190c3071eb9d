import Appliance
import CortexM
import Drivers
import Heap
import NetStack
import Text

@main struct Main {
  static func main() {
    var board = MPS2AN386()
    let arguments = readArguments(&board)
    startHeap(&board)
    let device = startEthernet(&board)
    var configuration = InterfaceConfiguration(
      subnet: arguments.subnet, gateway: arguments.gateway)
    configuration.seed = board.now.microseconds
    // The appliance binds a handful of ports of an empty table.
    guard
      var appliance = try? Appliance(board: board, device: device, configuration: configuration)
    else { Semihosting.exit(code: ExitCode.badArguments) }
    appliance.run()
  }

  private static func readArguments(_ board: inout MPS2AN386) -> ApplianceArguments {
    var buffer = InlineArray<512, UInt8>(repeating: 0)
    var span = buffer.mutableSpan
    let count = Semihosting.readCommandLine(into: &span)
    let line = span.span.extracting(first: count)
    do {
      return try ApplianceArguments(line)
    } catch {
      error.write(of: line, to: &board)
      Semihosting.exit(code: ExitCode.badArguments)
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

  private static func startEthernet(_ board: inout MPS2AN386) -> LAN9118<MemoryMappedBus> {
    do {
      return try MPS2AN386.ethernet()
    } catch {
      board.write("error: no Ethernet: ")
      board.writeLine(error.explanation)
      Semihosting.exit(code: ExitCode.noEthernet)
    }
  }
}
