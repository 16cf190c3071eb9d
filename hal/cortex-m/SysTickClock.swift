/// A monotonic clock in microseconds over SysTick (ARMv7-M ARM §B3.3).
///
/// The 24-bit counter wraps every 0.6 s or less; its interrupt adds the period to a 64-bit count,
/// which lasts 584 000 years. There is one SysTick, so the clock is a type and not a value.
public enum SysTickClock {
  private static let controlStatus = Register(at: 0xE000_E010)
  private static let reloadValue = Register(at: 0xE000_E014)
  private static let currentValue = Register(at: 0xE000_E018)

  // Written by `start` before the interrupt is on, then only by `tick` in its handler, and read
  // with interrupts masked.
  nonisolated(unsafe) private static var elapsedPeriods: UInt64 = 0
  nonisolated(unsafe) private static var periodMicroseconds: UInt32 = 0
  nonisolated(unsafe) private static var periodCycles: UInt32 = 0
  nonisolated(unsafe) private static var cyclesPerMicrosecond: UInt32 = 1

  /// Starts counting from zero.
  /// - Parameter megahertz: the processor's clock, 1…255: the period is a whole number of
  ///   microseconds and fits 24 bits.
  public static func start(megahertz: UInt32) {
    let period = 0x0100_0000 / megahertz / 100_000 * 100_000
    let microseconds = period > 0 ? period : 0x0100_0000 / megahertz
    unsafe cyclesPerMicrosecond = megahertz
    unsafe periodMicroseconds = microseconds
    unsafe periodCycles = microseconds &* megahertz
    reloadValue.value = microseconds &* megahertz &- 1
    currentValue.value = 0
    controlStatus.value = 0b111  // Processor clock, interrupt, enable.
  }

  /// To be called by the SysTick exception, or in its place with interrupts masked.
  public static func tick() {
    unsafe elapsedPeriods &+= UInt64(unsafe periodMicroseconds)
  }

  /// Microseconds since `start`. About 30 instructions.
  public static var now: UInt64 {
    // Without a closure: the mask is lifted before the division then.
    let mask = Interrupts.mask()
    var count = currentValue.value
    var base = unsafe elapsedPeriods
    if SystemControlBlock.isSysTickPending {
      // It wrapped after the mask was set, or just before: count the period that `tick` will.
      count = currentValue.value
      base &+= UInt64(unsafe periodMicroseconds)
    }
    Interrupts.restore(mask)
    // The interrupt becomes pending on the step from 1 to 0, so 0 is the first cycle of a period.
    let cycles = count == 0 ? 0 : (unsafe periodCycles) &- count
    return base &+ UInt64(cycles / (unsafe cyclesPerMicrosecond))
  }

  /// Milliseconds since `start`, for 49 days. In steps of 16 bits, which the processor divides by
  /// itself.
  static var milliseconds: UInt32 {
    let microseconds = now
    let low = UInt32(truncatingIfNeeded: microseconds)
    let high = UInt32(truncatingIfNeeded: microseconds >> 32) % 1000
    let middle = (high << 16) | (low >> 16)
    let rest = ((middle % 1000) << 16) | (low & 0xFFFF)
    return ((middle / 1000) << 16) | (rest / 1000)
  }

  /// Waits in a handler that keeps SysTick from being taken. The clock is wrong afterwards.
  /// - Parameter body: called over and over.
  static func block(milliseconds: UInt32, whileWaiting body: () -> Void) {
    let wraps = milliseconds &* (unsafe cyclesPerMicrosecond) / 0x4189
    // 0x4189 times 1000 cycles.
    reloadValue.value = 0x00FF_FFFF
    currentValue.value = 0
    controlStatus.value = 0b101
    var count: UInt32 = 0
    while count <= wraps {
      body()
      // COUNTFLAG clears when it is read (§B3.3.3).
      if controlStatus.value & 1 << 16 != 0 { count &+= 1 }
    }
  }
}
