/// USART3 (RM0090 §30.6), whose other end is the terminal at 115200 baud.
final class USART: Peripheral {
  let name = "USART3"
  let addresses: Range<UInt32> = 0x4000_4800..<0x4000_4C00
  let gate: ClockGate? = ClockGate(register: 0x40, bit: 18)

  private var registers = RegisterFile([
    0x00: .init(name: "USART3_SR", writable: 0, reserved: 0xFFFF_FC00),
    0x04: .init(name: "USART3_DR", reserved: 0xFFFF_FE00),
    0x08: .init(name: "USART3_BRR", reserved: 0xFFFF_0000),
    0x0C: .init(name: "USART3_CR1", reserved: 0xFFFF_4000),
    0x10: .init(name: "USART3_CR2", reserved: 0xFFFF_8080),
    0x14: .init(name: "USART3_CR3", reserved: 0xFFFF_F000),
    0x18: .init(name: "USART3_GTPR", reserved: 0xFFFF_0000),
  ])
  /// When the byte in the shift register is out.
  private var shiftEnds: UInt64 = 0
  /// The byte in the data register, which waits for the shift register.
  private var waiting: UInt8?
  private var received: [UInt8] = []
  /// Whether bytes leave at once instead of at their baud rate.
  var isInstant = false

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  /// A byte comes in from the terminal.
  func receive(_ byte: UInt8) {
    received.append(byte)
    update()
  }

  func reset() {
    registers.reset()
    waiting = nil
    shiftEnds = 0
    received = []
  }

  var nextEvent: UInt64? {
    shiftEnds > 0 ? shiftEnds : nil
  }

  func advance() {
    guard shiftEnds > 0, chip.time.nanoseconds >= shiftEnds else { return }
    if let waiting {
      self.waiting = nil
      shift(waiting, from: shiftEnds)
    } else {
      shiftEnds = 0
    }
    update()
  }

  func load(_ offset: Int) -> UInt32 {
    advance()
    switch offset {
    case 0x00: return status
    case 0x04:
      defer { update() }
      return received.isEmpty ? 0 : UInt32(received.removeFirst())
    default:
      guard registers.contains(offset) else { return unknown(offset) }
      return registers[offset]
    }
  }

  func store(_ value: UInt32, at offset: Int) {
    advance()
    guard registers.contains(offset) else {
      _ = unknown(offset)
      return
    }
    if offset == 0x04 { return transmit(value) }
    if !registers.write(value, at: offset) {
      chip.violate(registers.name(offset), "a reserved bit is set (RM0090 §30.6)")
    }
    update()
  }

  private var status: UInt32 {
    var value: UInt32 = 0
    if waiting == nil { value |= 1 << 7 }
    if waiting == nil, shiftEnds == 0 { value |= 1 << 6 }
    if !received.isEmpty { value |= 1 << 5 }
    return value
  }

  private func transmit(_ value: UInt32) {
    guard registers[0x0C] & (1 << 13 | 1 << 3) == 1 << 13 | 1 << 3 else {
      return chip.violate("USART3_DR", "written while UE or TE is 0 (RM0090 §30.3.2)")
    }
    if let fault = chip.ports[3].fault(ofPin: 8, function: 7, needsSpeed: false) {
      return chip.violate("USART3_DR", "nothing leaves: \(fault)")
    }
    guard isBaudRight else { return }
    guard waiting == nil else {
      return chip.violate("USART3_DR", "written while TXE is 0: a byte is lost (RM0090 §30.3.2)")
    }
    let byte = UInt8(truncatingIfNeeded: value)
    if shiftEnds > 0 { waiting = byte } else { shift(byte, from: chip.time.nanoseconds) }
    update()
  }

  /// The terminal samples in the middle of a bit: 2.5 % off is too much over ten (RM0090 §30.3.5).
  private var isBaudRight: Bool {
    let divisor = UInt64(registers[0x08])
    let baud = divisor == 0 ? 0 : chip.clocks.slowBusFrequency / divisor
    guard (112_320...118_080).contains(baud) else {
      chip.violate("USART3_BRR", "\(baud) baud, not 115200 within 2.5 %")
      return false
    }
    return true
  }

  /// Ten bits: start, eight of data, stop.
  private func shift(_ byte: UInt8, from start: UInt64) {
    chip.onConsole?(byte)
    let bits = UInt64(registers[0x08]) * 10
    shiftEnds = start + (isInstant ? 1 : bits * 1_000_000_000 / chip.clocks.slowBusFrequency)
  }

  private func update() {
    let (status, control) = (status, registers[0x0C])
    // TXEIE, TCIE and RXNEIE stand where TXE, TC and RXNE do.
    chip.setInterrupt(39, status & control & 0b1110_0000 != 0)
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate(
      "USART3 +0x\(String(offset, radix: 16))", "there is no such register (RM0090 §30.6)")
    return 0
  }
}
