/// SysTick on the processor's clock (ARMv7-M ARM §B3.3).
struct SysTickModel {
  private var control: UInt32 = 0
  private var reload: UInt64 = 0
  /// The cycle at which the counter was 0 last, before any wrap that follows.
  private var origin: Int64 = 0
  /// The value at which it stands while it is not enabled.
  private var stopped: UInt64 = 0
  private var wrapsSeen: UInt64 = 0
  private var hasWrapped = false

  private var isEnabled: Bool { control & 1 != 0 }
  private var period: UInt64 { reload + 1 }
  var raisesInterrupt: Bool { control & 2 != 0 }

  /// The cycle of the next wrap.
  var nextEvent: UInt64? {
    guard isEnabled, reload > 0 else { return nil }
    return UInt64(max(0, origin + Int64((wrapsSeen + 1) * period)))
  }

  /// - Returns: whether the counter reached 0 since the last call.
  mutating func advance(to cycle: UInt64) -> Bool {
    guard isEnabled, reload > 0 else { return false }
    let wraps = UInt64(Int64(cycle) - origin) / period
    guard wraps > wrapsSeen else { return false }
    wrapsSeen = wraps
    hasWrapped = true
    return true
  }

  mutating func load(_ offset: Int, at cycle: UInt64) -> UInt32? {
    switch offset {
    case 0x10:
      // COUNTFLAG clears when it is read.
      defer { hasWrapped = false }
      return control | (hasWrapped ? 1 << 16 : 0)
    case 0x14: return UInt32(reload)
    case 0x18: return UInt32(value(at: cycle))
    // No reference clock to calibrate by (RM0090 §12.1.2 gives 10 ms).
    case 0x1C: return 0x4000_0000
    default: return nil
    }
  }

  /// - Returns: what is wrong, or nil.
  mutating func store(_ value: UInt32, at offset: Int, cycle: UInt64) -> String? {
    switch offset {
    case 0x10:
      guard value & ~0b111 == 0 else { return "a reserved bit is set (ARMv7-M ARM §B3.3.3)" }
      guard value & 0b100 != 0 || value & 1 == 0 else {
        return "the simulator has no SysTick on HCLK/8"
      }
      let current = self.value(at: cycle)
      control = value
      restart(from: current, at: cycle)
    case 0x14:
      guard value >> 24 == 0 else { return "a reserved bit is set (ARMv7-M ARM §B3.3.4)" }
      let current = self.value(at: cycle)
      reload = UInt64(value)
      restart(from: current, at: cycle)
    case 0x18:
      hasWrapped = false
      restart(from: 0, at: cycle)
    default: return "there is no such register (ARMv7-M ARM §B3.3.2)"
    }
    return nil
  }

  private func value(at cycle: UInt64) -> UInt64 {
    guard isEnabled, reload > 0 else { return stopped }
    let phase = UInt64(Int64(cycle) - origin) % period
    return phase == 0 ? 0 : period - phase
  }

  private mutating func restart(from value: UInt64, at cycle: UInt64) {
    stopped = value
    wrapsSeen = 0
    // With the counter at `value`, it is 0 that many cycles later.
    let isAhead = value != 0 && value <= reload
    origin = isAhead ? Int64(cycle + value) - Int64(period) : Int64(cycle)
  }
}
