import Drivers

/// The board's watchdog, which the loop feeds each time it turns and while it sleeps.
///
/// One warning is not the end: the host that QEMU runs on may have held the whole board up, whose time
/// goes on. A loop that turns feeds before the second.
enum Watchdog {
  // Written by the loop and by the NMI, which the loop's single store can't be torn by.
  nonisolated(unsafe) private static var wasWarned = false

  /// SysTick wakes the processor every 0.6 s.
  private static var milliseconds: UInt32 { 750 }

  static func start() {
    var watchdog = device()
    watchdog.start(ticks: milliseconds &* 1000 &* MPS2AN386.megahertz)
  }

  static func feed() {
    unsafe wasWarned = false
    var watchdog = device()
    watchdog.feed()
  }

  static func stop() {
    var watchdog = device()
    watchdog.stop()
  }

  /// To be called by the NMI.
  /// - Returns: whether there was a warning before, without a turn of the loop since.
  static func hasWarned() -> Bool {
    defer {
      feed()
      unsafe wasWarned = true
    }
    return unsafe wasWarned
  }

  private static func device() -> CMSDKWatchdog<MemoryMappedBus> {
    // The watchdog of the memory map (AN386 §3).
    unsafe CMSDKWatchdog(bus: MemoryMappedBus(baseAddress: 0x4000_8000))
  }
}
