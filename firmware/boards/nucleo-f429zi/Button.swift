import CortexM
import Drivers
import NetStack
import NucleoTables

/// The user button B1, whose interrupt wakes the loop.
struct Button: ~Copyable {
  private var edge = STM32ExternalInterrupt(
    NucleoPins.button, controller: Peripherals.externalInterrupts)
  private var last = Instant(microseconds: 0)

  static func start() {
    var controller = Peripherals.clockController()
    controller.enable(.gpio(NucleoPins.button.port))
    controller.enable(.systemConfiguration)
    var port = Peripherals.gpio(NucleoPins.button.port)
    port.configure(NucleoPins.button)
    var edge = STM32ExternalInterrupt(
      NucleoPins.button, controller: Peripherals.externalInterrupts)
    edge.start(selection: Peripherals.systemConfiguration)
    NVIC.enable(Interrupt.button)
  }

  /// Whether it was pressed since the last call. Its contacts bounce for some milliseconds: what
  /// comes within 50 is the same press.
  mutating func wasPressed(at now: Instant) -> Bool {
    guard edge.isPending else { return false }
    edge.acknowledge()
    NVIC.enable(Interrupt.button)
    guard now.since(last).microseconds >= 50_000 else { return false }
    last = now
    return true
  }
}
