import Appliance
import CortexM
import Drivers
import Heap
import NetStack
import NucleoTables
import Text

@main struct Main {
  static func main() {
    run()
    stop()
  }

  /// Serves for good; returns only what keeps it from starting, after which the watchdog lets it
  /// try again.
  private static func run() {
    var board = NucleoF429ZI()
    board.start()
    guard let arguments = readArguments(&board) else { return LED.red.set(true) }
    startHeap(&board)
    var configuration = InterfaceConfiguration(
      subnet: arguments.subnet, gateway: arguments.gateway)
    configuration.probesAddresses = arguments.probesAddress
    configuration.seed = RandomSeed.draw(&board)
    let device: NucleoEthernet
    do {
      device = try board.ethernet()
    } catch {
      LED.red.set(true)
      board.write("error: no Ethernet: ")
      return board.writeLine(error.explanation)
    }
    do {
      var appliance = try Appliance(board: board, device: device, configuration: configuration)
      appliance.writeBanner()
      while true {
        NucleoF429ZI.feedWatchdog()
        appliance.step()
      }
    } catch {
      LED.red.set(true)
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
