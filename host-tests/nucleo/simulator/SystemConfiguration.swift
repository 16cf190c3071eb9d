/// SYSCFG (RM0090 §9.2).
final class SystemConfiguration: Peripheral {
  let name = "SYSCFG"
  let addresses: Range<UInt32> = 0x4001_3800..<0x4001_3C00
  let gate: ClockGate? = ClockGate(register: 0x44, bit: 14)

  private var registers = RegisterFile([
    0x00: .init(name: "SYSCFG_MEMRMP", reserved: 0xFFFF_F0F8),
    0x04: .init(name: "SYSCFG_PMC", reserved: 0xFF78_FFFF),
    0x08: .init(name: "SYSCFG_EXTICR1", reserved: 0xFFFF_0000),
    0x0C: .init(name: "SYSCFG_EXTICR2", reserved: 0xFFFF_0000),
    0x10: .init(name: "SYSCFG_EXTICR3", reserved: 0xFFFF_0000),
    0x14: .init(name: "SYSCFG_EXTICR4", reserved: 0xFFFF_0000),
    0x20: .init(name: "SYSCFG_CMPCR", writable: 1, reserved: 0xFFFF_FEFE),
  ])

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  /// MII_RMII_SEL (§9.2.2)
  var isRMIISelected: Bool { registers[0x04] & 1 << 23 != 0 }

  /// The port whose pin of that number is an external interrupt (§9.2.3 to §9.2.6).
  func port(ofLine line: Int) -> Int {
    Int(registers[0x08 + line / 4 * 4] >> UInt32(line % 4 * 4) & 0xF)
  }

  func reset() { registers.reset() }

  func load(_ offset: Int) -> UInt32 {
    guard registers.contains(offset) else { return unknown(offset) }
    return registers[offset]
  }

  func store(_ value: UInt32, at offset: Int) {
    guard registers.contains(offset) else {
      _ = unknown(offset)
      return
    }
    let wasRMII = isRMIISelected
    if !registers.write(value, at: offset) {
      chip.violate(registers.name(offset), "a reserved bit is set (RM0090 §9.2)")
    }
    if isRMIISelected != wasRMII { chip.ethernet.interfaceChanged() }
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate(
      "SYSCFG +0x\(String(offset, radix: 16))", "there is no such register (RM0090 §9.2)")
    return 0
  }
}
