/// IWDG (RM0090 §21.4) on the low-speed oscillator of 32 kHz.
final class IndependentWatchdog: Peripheral {
  let name = "IWDG"
  let addresses: Range<UInt32> = 0x4000_3000..<0x4000_3400

  private var isUnlocked = false
  private var prescaler: UInt32 = 0
  private var reload: UInt32 = 0xFFF
  private var prescalerBusyUntil: UInt64 = 0
  private var reloadBusyUntil: UInt64 = 0
  private var expires: UInt64?

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  var nextEvent: UInt64? { expires }

  func advance() {
    guard let expires, chip.time.nanoseconds >= expires else { return }
    self.expires = nil
    chip.requestReset(.watchdog)
  }

  /// Lets it expire at once.
  func expire() {
    expires = nil
    chip.requestReset(.watchdog)
  }

  func reset() {
    isUnlocked = false
    prescaler = 0
    reload = 0xFFF
    prescalerBusyUntil = 0
    reloadBusyUntil = 0
    expires = nil
  }

  private var period: UInt64 {
    // One cycle of the oscillator is 31 250 ns.
    (UInt64(reload) + 1) * (4 << UInt64(min(6, prescaler))) * 31_250
  }

  func load(_ offset: Int) -> UInt32 {
    let now = chip.time.nanoseconds
    switch offset {
    case 0x00: return 0
    case 0x04: return prescaler
    case 0x08: return reload
    case 0x0C: return (now < prescalerBusyUntil ? 1 : 0) | (now < reloadBusyUntil ? 2 : 0)
    default: return unknown(offset)
    }
  }

  func store(_ value: UInt32, at offset: Int) {
    let now = chip.time.nanoseconds
    switch offset {
    case 0x00:
      isUnlocked = value == 0x5555
      if value == 0xCCCC || value == 0xAAAA && expires != nil { expires = now + period }
      if ![0xCCCC, 0xAAAA, 0x5555].contains(value) {
        chip.violate("IWDG_KR", "0x\(String(value, radix: 16)) is no key (RM0090 §21.4.1)")
      }
    case 0x04:
      guard mayStore("IWDG_PR", value & ~0b111, until: prescalerBusyUntil) else { return }
      prescaler = value
      prescalerBusyUntil = now + 5 * 31_250
    case 0x08:
      guard mayStore("IWDG_RLR", value & ~0xFFF, until: reloadBusyUntil) else { return }
      reload = value
      reloadBusyUntil = now + 5 * 31_250
    default: _ = unknown(offset)
    }
  }

  private func mayStore(_ register: String, _ reserved: UInt32, until busy: UInt64) -> Bool {
    if !isUnlocked {
      chip.violate(register, "written without the key 0x5555 (RM0090 §21.3.2)")
    } else if reserved != 0 {
      chip.violate(register, "a reserved bit is set (RM0090 §21.4)")
    } else if chip.time.nanoseconds < busy {
      chip.violate(register, "written while the last value is taken over (RM0090 §21.4.4)")
    } else {
      return true
    }
    return false
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate(
      "IWDG +0x\(String(offset, radix: 16))", "there is no such register (RM0090 §21.4)")
    return 0
  }
}
