import CortexM
import Drivers
import NucleoTables
import Text

extension NucleoF429ZI {
  /// Brings up clocks, pins, console, clock of the loop and watchdog, and tells how it went.
  mutating func start() {
    SystemControlBlock.useVectors(at: 0x0800_0000)
    SystemControlBlock.enableFaultExceptions()
    Self.protectMemory()
    let cause = Self.takeResetCause()
    if cause == .power { FaultRecord.clear() }
    let (tree, failure) = Self.startClocks()
    clock = tree
    Self.startLEDs()
    Self.startConsole(clock: tree.slowBusFrequency)
    SysTickClock.start(megahertz: tree.megahertz)
    Self.startAlarm(clock: tree.slowBusTimerFrequency)
    Button.start()
    Watchdog.start()
    writeLine()
    write("reset by ")
    writeLine(cause.name)
    write("clock ")
    write(tree.megahertz)
    writeLine(tree.source == .internal ? " MHz, internal" : " MHz, from the ST-LINK")
    if cause == .watchdog, !FaultRecord.isNews {
      writeLine("warning: it had stopped where SysTick could not tell")
    }
    if let failure {
      LED.red.set(true)
      write("warning: ")
      writeLine(failure.explanation)
    }
  }

  /// Makes the console work in whatever state a fault has left the board: after its start as it was
  /// set up, before it on the clock that runs after reset.
  mutating func startForFault() {
    var console = STM32USART(bus: Peripherals.usart3)
    var controller = Peripherals.clockController()
    controller.enable(.usart3)
    if !console.isStarted {
      Self.startLEDs()
      Self.startConsole(clock: STM32ClockTree.reset.slowBusFrequency)
    }
    LED.red.set(true)
  }

  /// Waits until what was written has left.
  mutating func drainConsole() {
    var console = STM32USART(bus: Peripherals.usart3)
    console.drain()
  }

  private static func takeResetCause() -> STM32ResetCause {
    var controller = Peripherals.clockController()
    return controller.takeResetCause()
  }

  /// - Returns: what runs, and why it isn't what was wanted.
  private static func startClocks() -> (STM32ClockTree, STM32ClockError?) {
    var controller = Peripherals.clockController()
    do {
      try controller.start(NucleoClocks.external)
      controller.guardExternalClock()
      return (NucleoClocks.external, nil)
    } catch {
      let failure = error
      do {
        try controller.start(NucleoClocks.internal)
        return (NucleoClocks.internal, failure)
      } catch {
        return (.reset, error)
      }
    }
  }

  private static func startLEDs() {
    var controller = Peripherals.clockController()
    controller.enable(.gpio(.b))
    var port = Peripherals.gpio(.b)
    port.configure(NucleoPins.greenLED)
    port.configure(NucleoPins.blueLED)
    port.configure(NucleoPins.redLED)
  }

  private static func startConsole(clock: UInt32) {
    var controller = Peripherals.clockController()
    controller.enable(.gpio(.d))
    controller.enable(.usart3)
    var usart = STM32USART(bus: Peripherals.usart3)
    usart.start(
      baudDivisor: STM32USART<MemoryMappedBus>.baudDivisor(clock: clock, baud: 115_200))
    let pins = NucleoPins.console
    for index in pins.indices {
      var port = Peripherals.gpio(pins[index].port)
      port.configure(pins[index])
    }
  }

  private static func startAlarm(clock: UInt32) {
    var controller = Peripherals.clockController()
    controller.enable(.timer2)
    var alarm = STM32AlarmTimer(bus: Peripherals.timer2)
    alarm.configure(clock: clock)
  }
}

extension STM32ClockError {
  /// What is wrong and what was done about it, in one line.
  var explanation: StaticString {
    switch self {
    case .noExternalClock:
      "no 8 MHz from the ST-LINK (is it powered?): internal clock used"
    case .noLock: "the PLL did not lock: another clock is used"
    case .noPower: "the regulator did not reach its voltage: another clock is used"
    case .noWaitStates: "the flash took no wait states over: another clock is used"
    case .noSwitch: "the system clock did not switch: another clock is used"
    case .outOfRange: "the clock table is wrong: another clock is used"
    }
  }
}
