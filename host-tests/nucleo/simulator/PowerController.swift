/// PWR, as far as clocks need it (RM0090 §5.4).
final class PowerController: Peripheral {
  let name = "PWR"
  let addresses: Range<UInt32> = 0x4000_7000..<0x4000_7400
  let gate: ClockGate? = ClockGate(register: 0x40, bit: 28)

  private var registers = RegisterFile([
    0x00: .init(
      name: "PWR_CR", resetValue: 0x0000_C000, writable: 0x000F_EFF3, reserved: 0xFFF0_1000),
    0x04: .init(name: "PWR_CSR", writable: 0x000C_0100, reserved: 0xFFF0_3CF0),
  ])
  private var overDriveReadyAt: UInt64?
  private var switchReadyAt: UInt64?

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  /// Over-drive is on and switched to.
  var isOverDriven: Bool { chip.time.nanoseconds >= switchReadyAt ?? .max }

  func reset() {
    registers.reset()
    overDriveReadyAt = nil
    switchReadyAt = nil
  }

  func load(_ offset: Int) -> UInt32 {
    guard registers.contains(offset) else { return unknown(offset) }
    guard offset == 4 else { return registers[offset] }
    let now = chip.time.nanoseconds
    var value = registers[4]
    // VOSRDY is set while the PLL is on (§5.4.4).
    if chip.clocks.isPLLOn { value |= 1 << 14 }
    if now >= overDriveReadyAt ?? .max { value |= 1 << 16 }
    if now >= switchReadyAt ?? .max { value |= 1 << 17 }
    return value
  }

  func store(_ value: UInt32, at offset: Int) {
    guard registers.contains(offset) else {
      _ = unknown(offset)
      return
    }
    let old = registers[offset]
    if !registers.write(value, at: offset) {
      chip.violate(registers.name(offset), "a reserved bit is changed (RM0090 §5.4)")
    }
    if offset == 0 { controlChanged(from: old) }
  }

  private func controlChanged(from old: UInt32) {
    let (value, now) = (registers[0], chip.time.nanoseconds)
    if (value ^ old) >> 14 & 0b11 != 0, chip.clocks.isPLLOn {
      chip.violate("PWR_CR", "VOS may only change while the PLL is off (RM0090 §5.4.3)")
    }
    if value & 1 << 16 == 0 {
      overDriveReadyAt = nil
    } else if old & 1 << 16 == 0 {
      overDriveReadyAt = now + 40_000
    }
    if value & 1 << 17 == 0 {
      switchReadyAt = nil
    } else if old & 1 << 17 == 0 {
      guard now >= overDriveReadyAt ?? .max else {
        return chip.violate("PWR_CR", "ODSWEN is set before ODRDY (RM0090 §5.1.4)")
      }
      switchReadyAt = now + 10_000
    }
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate("PWR +0x\(String(offset, radix: 16))", "there is no such register (RM0090 §5.4)")
    return 0
  }
}
