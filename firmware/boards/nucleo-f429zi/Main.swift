import Appliance
import CortexM
import Drivers
import Heap
import NetStack
import NucleoTables
import Text

@main struct Main {
  /// The state of the image. Its first use builds it where it stays: on the stack there is no room
  /// for it.
  nonisolated(unsafe) private static var appliance = Appliance(
    board: NucleoF429ZI(), unstarted: NucleoF429ZI.ethernet())

  static func main() {
    // No other code uses the variable: there is one thread, and interrupt handlers leave it alone.
    unsafe serve(&appliance)
    stop()
  }

  /// Serves for good; returns only what keeps it from starting, after which the watchdog lets it
  /// try again.
  private static func serve(_ appliance: inout Appliance<NucleoF429ZI, NucleoEthernet>) {
    appliance.board.start()
    let hasAddress = appliance.board.tellLastFault()
    guard let arguments = readArguments(&appliance.board) else { return LED.red.set(true) }
    startHeap(&appliance.board)
    var configuration = InterfaceConfiguration(
      subnet: arguments.subnet, gateway: arguments.gateway)
    configuration.probesAddresses = arguments.probesAddress && !hasAddress
    configuration.seed = RandomSeed.draw(&appliance.board)
    do {
      try appliance.board.start(&appliance.interface.device)
    } catch {
      LED.red.set(true)
      appliance.board.write("error: no Ethernet: ")
      return appliance.board.writeLine(error.explanation)
    }
    do {
      try appliance.start(configuration)
    } catch {
      return LED.red.set(true)
    }
    appliance.writeBanner()
    while true {
      Watchdog.feed()
      appliance.step()
      FaultRecord.keep(note: appliance.ownsAddress ? 1 : 0)
    }
  }

  private static func readArguments(_ board: inout NucleoF429ZI) -> ApplianceArguments? {
    let text = Settings.commandLine
    // A static string's bytes are constants of the image.
    let line = unsafe Span(_unsafeStart: text.utf8Start, count: text.utf8CodeUnitCount)
    do {
      return try ApplianceArguments(line)
    } catch {
      error.write(of: line, to: &board)
      return nil
    }
  }

  private static func startHeap(_ board: inout NucleoF429ZI) {
    // The linker script keeps the region free of everything else.
    let hasStarted = unsafe SystemHeap.start(
      region: MemoryImage.heap,
      criticalSection: CriticalSection(
        enter: { Interrupts.mask() }, leave: { Interrupts.restore($0) }),
      fault: heapFault)
    if !hasStarted { board.writeLine("warning: no room for a heap") }
  }
}
