/// RCC (RM0090 §6.3).
final class ResetAndClockControl: Peripheral {
  let name = "RCC"
  let addresses: Range<UInt32> = 0x4002_3800..<0x4002_3C00

  /// Whether the ST-LINK drives its 8 MHz into OSC_IN.
  var hasExternalClock = true {
    didSet { if !hasExternalClock { failExternalClock() } }
  }

  private var registers = RegisterFile(ResetAndClockControl.layout)
  private var externalReadyAt: UInt64?
  private var lockAt: UInt64?
  /// When a clock was turned on, in cycles.
  private var enabledAt: [ClockGate: UInt64] = [:]
  private var resetFlags: UInt32 = 0

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  private static let control = 0x00
  private static let pll = 0x04
  private static let configuration = 0x08

  /// The bits of §6.3 that have a meaning on the STM32F42x.
  private static let layout: [Int: RegisterFile.Register] = [
    0x00: .init(
      name: "RCC_CR", resetValue: 0x0000_0083, writable: 0x150D_00F9, reserved: 0xC0F0_0004),
    0x04: .init(name: "RCC_PLLCFGR", resetValue: 0x2400_3010, reserved: 0xF0BC_8000),
    0x08: .init(name: "RCC_CFGR", writable: 0xFFFF_FCF3, reserved: 0x0000_0300),
    0x0C: .init(name: "RCC_CIR", writable: 0x0000_7F00, reserved: 0xFF00_8000),
    0x10: .init(name: "RCC_AHB1RSTR", reserved: 0xDD1F_E800),
    0x14: .init(name: "RCC_AHB2RSTR", reserved: 0xFFFF_FF0E),
    0x18: .init(name: "RCC_AHB3RSTR", reserved: 0xFFFF_FFFE),
    0x20: .init(name: "RCC_APB1RSTR", reserved: 0x0901_3600),
    0x24: .init(name: "RCC_APB2RSTR", reserved: 0xFB88_86CC),
    0x30: .init(name: "RCC_AHB1ENR", resetValue: 0x0010_0000, reserved: 0x810B_E800),
    0x34: .init(name: "RCC_AHB2ENR", reserved: 0xFFFF_FF0E),
    0x38: .init(name: "RCC_AHB3ENR", reserved: 0xFFFF_FFFE),
    0x40: .init(name: "RCC_APB1ENR", reserved: 0x0901_3600),
    0x44: .init(name: "RCC_APB2ENR", reserved: 0xFB88_80CC),
    0x50: .init(name: "RCC_AHB1LPENR", resetValue: 0x7E67_97FF),
    0x54: .init(name: "RCC_AHB2LPENR", resetValue: 0x0000_00F1),
    0x58: .init(name: "RCC_AHB3LPENR", resetValue: 0x0000_0001),
    0x60: .init(name: "RCC_APB1LPENR", resetValue: 0xF6FE_C9FF),
    0x64: .init(name: "RCC_APB2LPENR", resetValue: 0x0477_7F33),
    0x70: .init(name: "RCC_BDCR"),
    0x74: .init(name: "RCC_CSR", writable: 1, reserved: 0x00FF_FFFC),
    0x80: .init(name: "RCC_SSCGR"),
    0x84: .init(name: "RCC_PLLI2SCFGR", resetValue: 0x2400_3000),
  ]

  // MARK: Clocks

  private var sourceMegahertz: UInt64 { registers[Self.pll] & 1 << 22 != 0 ? 8 : 16 }

  /// What the PLL's oscillator runs at.
  private var oscillatorMegahertz: UInt64 {
    let value = registers[Self.pll]
    return sourceMegahertz * UInt64(value >> 6 & 0x1FF) / max(1, UInt64(value & 0x3F))
  }

  /// HCLK
  var megahertz: UInt64 {
    let system: UInt64 =
      switch registers[Self.configuration] >> 2 & 0b11 {
      case 0b10: oscillatorMegahertz / UInt64((registers[Self.pll] >> 16 & 0b11) * 2 + 2)
      case 0b01: 8
      default: 16
      }
    return max(1, system / Self.busDivider(registers[Self.configuration] >> 4 & 0xF))
  }

  /// PCLK1, in hertz.
  var slowBusFrequency: UInt64 {
    megahertz * 1_000_000 / Self.peripheralDivider(registers[Self.configuration] >> 10)
  }

  /// PCLK2, in hertz.
  var fastBusFrequency: UInt64 {
    megahertz * 1_000_000 / Self.peripheralDivider(registers[Self.configuration] >> 13)
  }

  /// The timers of APB1 (§6.2).
  var slowTimerFrequency: UInt64 {
    slowBusFrequency * (registers[Self.configuration] >> 12 & 1 != 0 ? 2 : 1)
  }

  /// PLL48CLK, in hertz; nil while the PLL is off.
  var peripheralPLLFrequency: UInt64? {
    guard isLocked else { return nil }
    return oscillatorMegahertz * 1_000_000 / max(1, UInt64(registers[Self.pll] >> 24 & 0xF))
  }

  var isPLLOn: Bool { registers[Self.control] & 1 << 24 != 0 }
  private var isLocked: Bool { isPLLOn && chip.time.nanoseconds >= lockAt ?? .max }
  private var isExternalReady: Bool { chip.time.nanoseconds >= externalReadyAt ?? .max }

  /// §6.3.3, HPRE
  private static func busDivider(_ code: UInt32) -> UInt64 {
    code < 8 ? 1 : [2, 4, 8, 16, 64, 128, 256, 512][Int(code) - 8]
  }

  /// §6.3.3, PPRE1 and PPRE2
  private static func peripheralDivider(_ code: UInt32) -> UInt64 {
    code & 0b100 == 0 ? 1 : 2 << UInt64(code & 0b11)
  }

  // MARK: Gates

  func isOn(_ gate: ClockGate) -> Bool { registers[gate.register] & 1 << UInt32(gate.bit) != 0 }

  func isInReset(_ gate: ClockGate) -> Bool {
    registers[gate.register - 0x20] & 1 << UInt32(gate.bit) != 0
  }

  /// Why a peripheral behind this gate can't be accessed.
  func fault(of gate: ClockGate) -> String? {
    guard isOn(gate) else {
      return "its clock is off: \(gate.registerName) bit \(gate.bit) is 0 (RM0090 §6.3.10 ff.)"
    }
    guard !isInReset(gate) else {
      return "it is held in reset by bit \(gate.bit) (RM0090 §6.3.5 ff.)"
    }
    guard chip.time.cycles >= enabledAt[gate, default: 0] + 2 else {
      return "its clock was turned on less than 2 cycles ago (ES0206 §2.2.13)"
    }
    return nil
  }

  // MARK: Registers

  func reset() {
    registers.reset()
    externalReadyAt = nil
    lockAt = nil
    enabledAt = [:]
    clockChanged()
  }

  func note(_ cause: ResetCause) {
    resetFlags = (cause == .power ? 0 : resetFlags) | cause.rawValue
  }

  func load(_ offset: Int) -> UInt32 {
    guard registers.contains(offset) else { return unknown(offset) }
    var value = registers[offset]
    switch offset {
    case Self.control:
      value &= ~(1 << 17 | 1 << 25)
      if isExternalReady { value |= 1 << 17 }
      if isLocked { value |= 1 << 25 }
    case 0x74: value |= resetFlags
    default: break
    }
    return value
  }

  func store(_ value: UInt32, at offset: Int) {
    guard registers.contains(offset) else {
      _ = unknown(offset)
      return
    }
    let old = registers[offset]
    switch offset {
    case Self.control: guard mayStoreControl(value, old) else { return }
    case Self.pll: guard mayStorePLL(value) else { return }
    case Self.configuration: guard mayStoreConfiguration(value) else { return }
    case 0x0C: if value & 1 << 23 != 0 { return }
    case 0x74: if value & 1 << 24 != 0 { resetFlags = 0 }
    default: break
    }
    let checked = offset == 0x74 ? value & 1 : value
    if !registers.write(checked, at: offset) {
      chip.violate(registers.name(offset), "a reserved bit is changed (RM0090 §6.3)")
    }
    switch offset {
    case Self.control: controlChanged(from: old)
    case Self.configuration: configurationChanged()
    case 0x10: chip.ethernet.resetChanged()
    case 0x30, 0x34, 0x40, 0x44: gatesChanged(offset, from: old)
    default: break
    }
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate("RCC +0x\(String(offset, radix: 16))", "there is no such register (RM0090 §6.3)")
    return 0
  }

  private func mayStoreControl(_ value: UInt32, _ old: UInt32) -> Bool {
    let uses = registers[Self.configuration] >> 2 & 0b11
    if value & 1 << 24 == 0, old & 1 << 24 != 0, uses == 0b10 {
      chip.violate("RCC_CR", "PLLON can't be cleared while the PLL runs the system (§6.3.1)")
      return false
    }
    if (value ^ old) & 1 << 18 != 0, old & 1 << 16 != 0 {
      chip.violate("RCC_CR", "HSEBYP may only change while HSEON is 0 (RM0090 §6.3.1)")
      return false
    }
    if value & 1 << 24 != 0, old & 1 << 24 == 0, registers[Self.pll] & 1 << 22 != 0,
      !isExternalReady
    {
      chip.violate("RCC_CR", "PLLON is set before its source is ready (RM0090 §6.2.3)")
      return false
    }
    return true
  }

  private func mayStorePLL(_ value: UInt32) -> Bool {
    guard !isPLLOn else {
      chip.violate("RCC_PLLCFGR", "written while PLLON is 1 (RM0090 §6.3.2)")
      return false
    }
    let source: UInt32 = value & 1 << 22 != 0 ? 8000 : 16000
    let (m, n, q) = (value & 0x3F, value >> 6 & 0x1FF, value >> 24 & 0xF)
    guard m >= 2, (50...432).contains(n), q >= 2 else {
      chip.violate("RCC_PLLCFGR", "M, N or Q has a value that is not allowed (RM0090 §6.3.2)")
      return false
    }
    guard (1000...2000).contains(source / m) else {
      chip.violate("RCC_PLLCFGR", "the PLL's input is \(source / m) kHz, not 1 to 2 MHz (§6.3.2)")
      return false
    }
    let oscillator = source * n / m
    guard (100_000...432_000).contains(oscillator) else {
      chip.violate("RCC_PLLCFGR", "the PLL's output is \(oscillator) kHz, not 100 to 432 MHz")
      return false
    }
    guard oscillator / q <= 48_000 else {
      chip.violate("RCC_PLLCFGR", "PLL48CLK is \(oscillator / q) kHz, more than 48 MHz (§6.3.2)")
      return false
    }
    return true
  }

  private func mayStoreConfiguration(_ value: UInt32) -> Bool {
    switch value & 0b11 {
    case 0b01 where !isExternalReady, 0b10 where !isLocked:
      chip.violate("RCC_CFGR", "SW chooses a clock that is not ready (RM0090 §6.2.6)")
      return false
    case 0b11:
      chip.violate("RCC_CFGR", "SW has a value that is not allowed (RM0090 §6.3.3)")
      return false
    default: return true
    }
  }

  private func controlChanged(from old: UInt32) {
    let (value, now) = (registers[Self.control], chip.time.nanoseconds)
    if value & 1 << 16 == 0 {
      externalReadyAt = nil
    } else if old & 1 << 16 == 0, hasExternalClock, value & 1 << 18 != 0 {
      // Without bypass a crystal is needed, which the board does not have (UM1974 §6.7.1).
      externalReadyAt = now + 20_000
    }
    if value & 1 << 24 == 0 {
      lockAt = nil
    } else if old & 1 << 24 == 0 {
      // DS9405 Table 43: at most 300 µs.
      lockAt = now + 100_000
    }
  }

  private func configurationChanged() {
    let value = registers[Self.configuration]
    registers[Self.configuration] = value & ~0b1100 | (value & 0b11) << 2
    clockChanged()
    if slowBusFrequency > 45_000_000 || fastBusFrequency > 90_000_000 {
      chip.violate("RCC_CFGR", "a bus runs faster than 45 or 90 MHz (RM0090 §6.2)")
    }
    if megahertz > 180 || megahertz > 168 && !chip.power.isOverDriven {
      chip.violate("RCC_CFGR", "\(megahertz) MHz need the over-drive (RM0090 §5.1.4)")
    }
    chip.flash.checkWaitStates()
  }

  private func clockChanged() {
    chip.time.change(megahertz: megahertz)
    chip.ethernet.clockChanged()
  }

  private func gatesChanged(_ offset: Int, from old: UInt32) {
    let added = registers[offset] & ~old
    for bit in 0..<32 where added & 1 << UInt32(bit) != 0 {
      enabledAt[ClockGate(register: offset, bit: bit)] = chip.time.cycles
    }
    chip.ethernet.gateChanged()
  }

  /// The clock security system switches to the internal oscillator, turns the others off and raises
  /// the NMI (§6.2.7). Without it, whatever runs from the external clock stops.
  private func failExternalClock() {
    guard externalReadyAt != nil else { return }
    externalReadyAt = nil
    let uses = registers[Self.configuration] >> 2 & 0b11
    let depends = uses == 0b01 || uses == 0b10 && registers[Self.pll] & 1 << 22 != 0
    guard registers[Self.control] & 1 << 19 != 0 else {
      if depends {
        chip.violate("RCC_CR", "the clock failed and CSSON is 0: the chip stands still")
      }
      return
    }
    registers[Self.control] &= ~(1 << 16)
    if depends {
      registers[Self.control] &= ~(1 << 24)
      lockAt = nil
      registers[Self.configuration] &= ~0b1111
      clockChanged()
    }
    chip.system.exceptions.setPending(ExceptionNumber.nmi)
    chip.time.interrupt()
  }
}
