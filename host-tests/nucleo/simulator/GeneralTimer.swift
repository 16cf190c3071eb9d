/// TIM2 as an up-counter (RM0090 §18.4); its channels are not modelled.
final class GeneralTimer: Peripheral {
  let name = "TIM2"
  let addresses: Range<UInt32> = 0x4000_0000..<0x4000_0400
  let gate: ClockGate? = ClockGate(register: 0x40, bit: 0)

  private var control: UInt32 = 0
  private var interruptEnable: UInt32 = 0
  private var isUpdated = false
  private var preloadedPrescaler: UInt64 = 0
  private var prescaler: UInt64 = 0
  private var reload: UInt64 = 0xFFFF_FFFF
  /// The count at `origin`, in nanoseconds.
  private var base: UInt64 = 0
  private var origin: UInt64 = 0

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  private var isCounting: Bool { control & 1 != 0 }

  private var step: UInt64 {
    (prescaler + 1) * 1_000_000_000_000 / chip.clocks.slowTimerFrequency
  }

  private var count: UInt64 {
    guard isCounting else { return base }
    return base + (chip.time.nanoseconds - origin) * 1000 / step
  }

  var nextEvent: UInt64? {
    guard isCounting else { return nil }
    let steps = reload + 1 > base ? reload + 1 - base : 1
    return origin + (steps * step + 999) / 1000
  }

  func advance() {
    guard let event = nextEvent, chip.time.nanoseconds >= event else { return }
    base = 0
    origin = event
    isUpdated = true
    prescaler = preloadedPrescaler
    // OPM stops the counter at the update (§18.4.1).
    if control & 1 << 3 != 0 { control &= ~1 }
    update()
  }

  func reset() {
    control = 0
    interruptEnable = 0
    isUpdated = false
    preloadedPrescaler = 0
    prescaler = 0
    reload = 0xFFFF_FFFF
    base = 0
    update()
  }

  func load(_ offset: Int) -> UInt32 {
    advance()
    switch offset {
    case 0x00: return control
    case 0x0C: return interruptEnable
    case 0x10: return isUpdated ? 1 : 0
    case 0x24: return UInt32(truncatingIfNeeded: count)
    case 0x28: return UInt32(preloadedPrescaler)
    case 0x2C: return UInt32(reload)
    default: return unknown(offset)
    }
  }

  func store(_ value: UInt32, at offset: Int) {
    advance()
    switch offset {
    case 0x00:
      guard value & 0xFFFF_FC70 == 0 else {
        return chip.violate("TIM2_CR1", "a reserved bit, or one that is not modelled, is set")
      }
      setBase(count)
      control = value
    case 0x0C:
      guard value & ~1 == 0 else {
        return chip.violate("TIM2_DIER", "the simulator models no more than UIE")
      }
      interruptEnable = value
    // Written as 0, UIF clears (§18.4.5).
    case 0x10: if value & 1 == 0 { isUpdated = false }
    case 0x14:
      prescaler = preloadedPrescaler
      setBase(0)
      // With URS, UG makes no interrupt (§18.4.1).
      if value & 1 != 0, control & 1 << 2 == 0 { isUpdated = true }
    case 0x24: setBase(UInt64(value))
    case 0x28: preloadedPrescaler = UInt64(value & 0xFFFF)
    case 0x2C:
      setBase(count)
      reload = UInt64(value)
    default: _ = unknown(offset)
    }
    update()
  }

  private func setBase(_ count: UInt64) {
    base = count
    origin = chip.time.nanoseconds
  }

  private func update() {
    chip.setInterrupt(28, isUpdated && interruptEnable & 1 != 0)
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate(
      "TIM2 +0x\(String(offset, radix: 16))", "the simulator has no such register (RM0090 §18.4)")
    return 0
  }
}
