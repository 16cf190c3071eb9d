internal import CortexMIntrinsics

/// The processor's interrupt mask and its sleep.
public enum Interrupts {
  /// Runs `body` with all interrupts masked but NMI and HardFault. Nests.
  public static func masked<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let primask = cortexm_disable_interrupts()
    defer { cortexm_restore_interrupts(primask) }
    return try body()
  }

  /// Sleeps until an interrupt is pending. To be called with interrupts masked, after a last look
  /// for work: an interrupt that came since then ends the sleep at once and its handler runs when
  /// the mask is lifted, so no wake-up is lost (ARMv7-M ARM §B1.5.19).
  public static func sleep() {
    cortexm_dsb()
    cortexm_wfi()
  }

  /// Sleeps as `sleep` does, but also through ticks of `SysTickClock`, which it counts in its handler's
  /// place.
  /// - Parameters:
  ///   - count: how many ticks at most.
  ///   - body: called after each.
  public static func sleep(throughTicks count: UInt32, _ body: () -> Void) {
    var left = count
    sleep()
    while left > 0, SystemControlBlock.isOnlySysTickPending {
      SystemControlBlock.clearPendingSysTick()
      SysTickClock.tick()
      body()
      left &-= 1
      sleep()
    }
  }

  /// Masks interrupts and returns the mask as it was, for code that can't pass a closure.
  public static func mask() -> UInt32 { cortexm_disable_interrupts() }

  /// Brings back a mask that `mask()` returned.
  public static func restore(_ mask: UInt32) { cortexm_restore_interrupts(mask) }
}
