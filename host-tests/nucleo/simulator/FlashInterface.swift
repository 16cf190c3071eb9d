/// The flash interface's access control (RM0090 §3.9.1). Programming is not modelled.
final class FlashInterface: Peripheral {
  let name = "FLASH"
  let addresses: Range<UInt32> = 0x4002_3C00..<0x4002_4000

  private var registers = RegisterFile([
    0x00: .init(name: "FLASH_ACR", reserved: 0xFFFF_E0F0)
  ])

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  private var waitStates: UInt64 { UInt64(registers[0] & 0xF) }

  /// One for each 30 MHz that are begun beyond the first (§3.5.1, Table 10, 2.7 to 3.6 V).
  func checkWaitStates() {
    let needed = (chip.clocks.megahertz + 29) / 30 - 1
    if waitStates < needed {
      chip.violate(
        "FLASH_ACR",
        "\(waitStates) wait states at \(chip.clocks.megahertz) MHz, which needs \(needed) (§3.5.1)")
    }
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
    if !registers.write(value, at: offset) {
      chip.violate("FLASH_ACR", "a reserved bit is set (RM0090 §3.9.1)")
    }
    checkWaitStates()
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate(
      "FLASH +0x\(String(offset, radix: 16))", "the simulator does not program the flash")
    return 0
  }
}
