import Drivers

/// What starts the board again when the loop has stopped: SysTick, which can tell where; and the
/// independent watchdog, should SysTick not be taken either.
enum Watchdog {
  // Written by the loop and by SysTick, which the loop's single store can't be torn by.
  nonisolated(unsafe) private static var ticksLeft: UInt32 = 0

  /// A second and more: SysTick ticks every 93 ms, and wakes the loop.
  private static var patience: UInt32 { 12 }

  static func start() {
    // It stands still while a debugger has halted the processor: DBGMCU_APB1_FZ (RM0090 §38.16.4).
    Peripherals.debug.store(Peripherals.debug.load(0x08) | 1 << 12, at: 0x08)
    var watchdog = device()
    watchdog.start(milliseconds: 4000)
  }

  /// To be called by each turn of the loop; SysTick watches from the first on.
  static func feed() {
    unsafe ticksLeft = patience
    var watchdog = device()
    watchdog.feed()
  }

  /// To be called by each tick.
  /// - Returns: whether the loop has stopped.
  static func isOverdue() -> Bool {
    guard unsafe ticksLeft > 0 else { return false }
    unsafe ticksLeft &-= 1
    return unsafe ticksLeft == 0
  }

  private static func device() -> STM32Watchdog<MemoryMappedBus> {
    STM32Watchdog(bus: Peripherals.watchdog)
  }
}
