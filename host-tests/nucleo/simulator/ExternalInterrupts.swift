/// EXTI (RM0090 §12.3): edges of pins as interrupts.
final class ExternalInterrupts: Peripheral {
  let name = "EXTI"
  let addresses: Range<UInt32> = 0x4001_3C00..<0x4001_4000

  private var registers = RegisterFile([
    0x00: .init(name: "EXTI_IMR", reserved: 0xFF80_0000),
    0x04: .init(name: "EXTI_EMR", reserved: 0xFF80_0000),
    0x08: .init(name: "EXTI_RTSR", reserved: 0xFF80_0000),
    0x0C: .init(name: "EXTI_FTSR", reserved: 0xFF80_0000),
    0x10: .init(name: "EXTI_SWIER", reserved: 0xFF80_0000),
    0x14: .init(name: "EXTI_PR", writable: 0, reserved: 0xFF80_0000),
  ])

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  /// A pin has changed.
  func pinChanged(port: Int, line: Int, isHigh: Bool) {
    guard chip.systemConfiguration.port(ofLine: line) == port else { return }
    let trigger = registers[isHigh ? 0x08 : 0x0C]
    guard trigger & 1 << UInt32(line) != 0 else { return }
    registers[0x14] |= 1 << UInt32(line)
    update()
  }

  func reset() {
    registers.reset()
    update()
  }

  func load(_ offset: Int) -> UInt32 {
    guard registers.contains(offset) else { return unknown(offset) }
    return registers[offset]
  }

  func store(_ value: UInt32, at offset: Int) {
    guard registers.contains(offset) else {
      _ = unknown(offset)
      return
    }
    if !registers.write(value, at: offset) {
      chip.violate(registers.name(offset), "a reserved bit is set (RM0090 §12.3)")
    }
    if offset == 0x10 { registers[0x14] |= value & registers[0x00] }
    // Written as 1, a pending bit clears (§12.3.6).
    if offset == 0x14 { registers[0x14] &= ~value }
    update()
  }

  /// Lines 0 to 4 have interrupts of their own, 5 to 9 and 10 to 15 share one (§12.1.3, Table 62).
  private func update() {
    let pending = registers[0x14] & registers[0x00]
    for line in 0..<5 { chip.setInterrupt(6 + line, pending & 1 << UInt32(line) != 0) }
    chip.setInterrupt(23, pending & 0x03E0 != 0)
    chip.setInterrupt(40, pending & 0xFC00 != 0)
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate(
      "EXTI +0x\(String(offset, radix: 16))", "there is no such register (RM0090 §12.3)")
    return 0
  }
}
