/// DBGMCU (RM0090 §38.16).
final class DebugUnit: Peripheral {
  let name = "DBGMCU"
  let addresses: Range<UInt32> = 0xE004_2000..<0xE004_2400

  private var registers = RegisterFile([
    0x00: .init(name: "DBGMCU_IDCODE", resetValue: 0x2003_0419, writable: 0),
    0x04: .init(name: "DBGMCU_CR"),
    0x08: .init(name: "DBGMCU_APB1_FZ", reserved: 0xF91F_E200),
    0x0C: .init(name: "DBGMCU_APB2_FZ"),
  ])

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  /// Only a power-on reset clears it (§38.16.3), which the simulator's start is.
  func reset() {}

  func load(_ offset: Int) -> UInt32 { registers[offset] }

  func store(_ value: UInt32, at offset: Int) {
    if !registers.write(value, at: offset) {
      chip.violate(registers.name(offset), "a reserved bit is set (RM0090 §38.16)")
    }
  }
}
