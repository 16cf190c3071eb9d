/// A port of general-purpose pins (RM0090 §8.4), with what the Nucleo has on its pins.
final class GPIOPort: Peripheral {
  let name: String
  let addresses: Range<UInt32>
  let gate: ClockGate?

  private let number: Int
  private var registers: RegisterFile
  /// What drives the pins from outside.
  private var outside: UInt32 = 0

  private unowned let chip: Chip

  init(number: Int, chip: Chip) {
    self.number = number
    self.chip = chip
    let letter = String("ABCDEFGHIJK".dropFirst(number).prefix(1))
    name = "GPIO" + letter
    let address = 0x4002_0000 + UInt32(number) * 0x400
    addresses = address..<address + 0x400
    gate = ClockGate(register: 0x30, bit: number)
    // The debugger's pins on PA13 to PA15, PB3 and PB4 (§8.4.1 to §8.4.4).
    let (mode, speed, pull): (UInt32, UInt32, UInt32) =
      switch number {
      case 0: (0xA800_0000, 0x0C00_0000, 0x6400_0000)
      case 1: (0x0000_0280, 0x0000_00C0, 0x0000_0100)
      default: (0, 0, 0)
      }
    registers = RegisterFile([
      0x00: .init(name: name + "_MODER", resetValue: mode),
      0x04: .init(name: name + "_OTYPER", reserved: 0xFFFF_0000),
      0x08: .init(name: name + "_OSPEEDR", resetValue: speed),
      0x0C: .init(name: name + "_PUPDR", resetValue: pull),
      0x10: .init(name: name + "_IDR", writable: 0, reserved: 0xFFFF_0000),
      0x14: .init(name: name + "_ODR", reserved: 0xFFFF_0000),
      0x18: .init(name: name + "_BSRR", writable: 0),
      0x1C: .init(name: name + "_LCKR", reserved: 0xFFFE_0000),
      0x20: .init(name: name + "_AFRL"),
      0x24: .init(name: name + "_AFRH"),
    ])
  }

  /// Why this pin is not given to that alternate function as its signal needs; nil when it is.
  func fault(ofPin pin: Int, function: UInt32, needsSpeed: Bool) -> String? {
    let text = "P\(name.suffix(1))\(pin)"
    guard registers[0x00] >> UInt32(pin * 2) & 0b11 == 0b10 else {
      return "\(text) is not in alternate function mode (RM0090 §8.4.1)"
    }
    guard registers[pin < 8 ? 0x20 : 0x24] >> UInt32(pin % 8 * 4) & 0xF == function else {
      return "\(text) is not AF\(function) (DS9405 Table 12)"
    }
    guard !needsSpeed || registers[0x08] >> UInt32(pin * 2) & 0b11 == 0b11 else {
      return "\(text) is too slow for 50 MHz: OSPEEDR is not 3 (DS9405 Table 58)"
    }
    return nil
  }

  /// Drives a pin from outside.
  func drive(pin: Int, isHigh: Bool) {
    let bit: UInt32 = 1 << UInt32(pin)
    guard outside & bit != (isHigh ? bit : 0) else { return }
    outside ^= bit
    chip.externalInterrupts.pinChanged(port: number, line: pin, isHigh: isHigh)
  }

  func reset() {
    let old = driven
    registers.reset()
    showLEDs(from: old)
  }

  func load(_ offset: Int) -> UInt32 {
    guard registers.contains(offset) else { return unknown(offset) }
    return offset == 0x10 ? driven | outside & ~outputs : registers[offset]
  }

  func store(_ value: UInt32, at offset: Int) {
    guard registers.contains(offset) else {
      _ = unknown(offset)
      return
    }
    let old = driven
    if offset == 0x18 {
      // Setting has priority (§8.4.7).
      registers[0x14] = registers[0x14] & ~(value >> 16) | value & 0xFFFF
    } else if !registers.write(value, at: offset) {
      chip.violate(registers.name(offset), "a reserved bit is set (RM0090 §8.4)")
    }
    showLEDs(from: old)
  }

  /// The pins in output mode.
  private var outputs: UInt32 {
    (0..<16).reduce(0) { bits, pin in
      registers[0x00] >> UInt32(pin * 2) & 0b11 == 0b01 ? bits | 1 << UInt32(pin) : bits
    }
  }

  private var driven: UInt32 { registers[0x14] & outputs }

  /// LD1, LD2 and LD3 light while their pins are high (UM1974 §6.4).
  private func showLEDs(from old: UInt32) {
    guard number == 1 else { return }
    let changed = driven ^ old
    for (pin, color) in [(0, "green"), (7, "blue"), (14, "red")]
    where changed >> UInt32(pin) & 1 != 0 {
      chip.onLED?(color, driven >> UInt32(pin) & 1 != 0)
    }
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate(
      "\(name) +0x\(String(offset, radix: 16))", "there is no such register (RM0090 §8.4)")
    return 0
  }
}
