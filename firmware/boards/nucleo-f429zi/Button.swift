import CortexM
import Drivers
import NucleoTables

/// The user button B1, whose interrupt wakes the loop.
enum Button {
  // Written and read by the loop alone.
  nonisolated(unsafe) private static var last: UInt64 = 0

  static func start() {
    var controller = Peripherals.clockController()
    controller.enable(.gpio(NucleoPins.button.port))
    controller.enable(.systemConfiguration)
    var port = Peripherals.gpio(NucleoPins.button.port)
    port.configure(NucleoPins.button)
    var edge = interrupt()
    edge.start(selection: Peripherals.systemConfiguration)
    NVIC.enable(Interrupt.button)
  }

  /// Whether it was pressed since the last call. Its contacts bounce for some milliseconds: what
  /// comes within 50 is the same press.
  static func takePress() -> Bool {
    var edge = interrupt()
    guard edge.isPending else { return false }
    edge.acknowledge()
    NVIC.enable(Interrupt.button)
    let now = SysTickClock.now
    defer { unsafe last = now }
    return unsafe last == 0 || now &- last >= 50_000
  }

  private static func interrupt() -> STM32ExternalInterrupt<MemoryMappedBus> {
    STM32ExternalInterrupt(NucleoPins.button, controller: Peripherals.externalInterrupts)
  }
}
