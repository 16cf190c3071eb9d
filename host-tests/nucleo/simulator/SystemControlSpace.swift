/// The system control space: SysTick, NVIC and system control block (ARMv7-M ARM §B3.2 to §B3.4).
final class SystemControlSpace: Peripheral {
  let name = "SCS"
  let addresses: Range<UInt32> = 0xE000_E000..<0xE000_F000

  var exceptions = ExceptionController()
  private(set) var sysTick = SysTickModel()
  private(set) var protection = ProtectionUnit()
  private(set) var vectorTable: UInt32 = 0
  /// CFSR, HFSR, MMFAR and BFAR (§B3.2.15 to §B3.2.18).
  var configurableFaultStatus: UInt32 = 0
  var hardFaultStatus: UInt32 = 0
  var memManageAddress: UInt32 = 0
  var busFaultAddress: UInt32 = 0
  /// STKALIGN is set after reset (Cortex-M4 TRM §4.1).
  private var configuration: UInt32 = 0x200
  private var systemControl: UInt32 = 0
  private var coprocessorAccess: UInt32 = 0

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  var alignsStack: Bool { configuration & 0x200 != 0 }
  /// CCR.UNALIGN_TRP and DIV_0_TRP are not modelled.

  func reset() {
    exceptions.reset()
    sysTick = SysTickModel()
    protection = ProtectionUnit()
    vectorTable = 0
    configurableFaultStatus = 0
    hardFaultStatus = 0
    configuration = 0x200
    systemControl = 0
    coprocessorAccess = 0
  }

  /// SysTick counts cycles, not time.
  func advanceSysTick() {
    if sysTick.advance(to: chip.time.cycles), sysTick.raisesInterrupt {
      exceptions.setPending(ExceptionNumber.sysTick)
    }
  }

  func load(_ offset: Int) -> UInt32 {
    advanceSysTick()
    switch offset {
    // ICTR: 3 words of interrupts (§B3.2.24).
    case 0x004: return 2
    case 0x010..<0x020:
      return sysTick.load(offset, at: chip.time.cycles) ?? unknown(offset)
    case 0x100..<0x10C, 0x180..<0x18C:
      return interruptBits(offset & 0x7F) { exceptions.isEnabled($0) }
    case 0x200..<0x20C, 0x280..<0x28C:
      return interruptBits(offset & 0x7F) { exceptions.isPending($0) }
    case 0x300..<0x30C: return interruptBits(offset & 0x7F) { exceptions.isActive($0) }
    case 0x400..<0x45C:
      return priorities(from: ExceptionNumber.firstInterrupt + offset - 0x400)
    // CPUID: Cortex-M4 r0p1 (§B3.2.3).
    case 0xD00: return 0x410F_C241
    case 0xD04: return interruptControlState
    case 0xD08: return vectorTable
    case 0xD0C: return 0xFA05_0000 | exceptions.priorityGrouping << 8
    case 0xD10: return systemControl
    case 0xD14: return configuration
    case 0xD18, 0xD1C, 0xD20: return priorities(from: offset - 0xD18 + 4)
    case 0xD24: return systemHandlers
    case 0xD28: return configurableFaultStatus
    case 0xD2C: return hardFaultStatus
    case 0xD34: return memManageAddress
    case 0xD38: return busFaultAddress
    case 0xD88: return coprocessorAccess
    case 0xD90..<0xDBC: return protection.load(offset) ?? unknown(offset)
    // DHCSR: no debugger (§C1.6.2)
    case 0xDF0: return 0
    // DEMCR (§C1.6.5)
    case 0xDFC: return chip.watchpoint.isTraceEnabled ? 1 << 24 : 0
    default: return unknown(offset)
    }
  }

  func store(_ value: UInt32, at offset: Int) {
    advanceSysTick()
    switch offset {
    case 0x010..<0x01C:
      if let fault = sysTick.store(value, at: offset, cycle: chip.time.cycles) {
        chip.violate("SysTick +0x\(String(offset - 0x10, radix: 16))", fault)
      }
    case 0x100..<0x10C: setInterrupts(offset & 0x7F, value) { exceptions.setEnabled($0, true) }
    case 0x180..<0x18C: setInterrupts(offset & 0x7F, value) { exceptions.setEnabled($0, false) }
    case 0x200..<0x20C: setInterrupts(offset & 0x7F, value) { exceptions.setPending($0) }
    case 0x280..<0x28C: setInterrupts(offset & 0x7F, value) { exceptions.clearPending($0) }
    case 0x400..<0x45C:
      setPriorities(from: ExceptionNumber.firstInterrupt + offset - 0x400, value)
    case 0xD04: storeInterruptControlState(value)
    case 0xD08:
      // 107 vectors: aligned to 128 words (§B3.2.5).
      guard value & 0x1FF == 0 else {
        return chip.violate("SCB_VTOR", "the table is not aligned to 512 bytes (§B3.2.5)")
      }
      vectorTable = value
    case 0xD0C:
      guard value >> 16 == 0x05FA else {
        return chip.violate("SCB_AIRCR", "written without its key (ARMv7-M ARM §B3.2.6)")
      }
      exceptions.priorityGrouping = value >> 8 & 0b111
      if value & 0b100 != 0 { chip.requestReset(.software) }
    case 0xD10: systemControl = value & 0b1_0110
    case 0xD14: configuration = value & 0x31B
    case 0xD18, 0xD1C, 0xD20: setPriorities(from: offset - 0xD18 + 4, value)
    case 0xD24:
      for (bit, number) in [(16, 4), (17, 5), (18, 6)] {
        exceptions.setEnabled(number, value & 1 << bit != 0)
      }
    case 0xD28: configurableFaultStatus &= ~value
    case 0xD2C: hardFaultStatus &= ~value
    case 0xD34, 0xD38: break
    case 0xD88:
      guard value == 0 else {
        return chip.violate("SCB_CPACR", "the simulator has no floating-point unit")
      }
      coprocessorAccess = value
    case 0xD90..<0xDBC:
      if let fault = protection.store(value, at: offset) {
        chip.violate("MPU +0x\(String(offset - 0xD90, radix: 16))", fault)
      }
    case 0xDFC: chip.watchpoint.isTraceEnabled = value & 1 << 24 != 0
    case 0xF00:
      exceptions.setPending(ExceptionNumber.firstInterrupt + Int(value & 0x1FF))
    default: _ = unknown(offset)
    }
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate(
      "SCS +0x\(String(offset, radix: 16))", "there is no such register (ARMv7-M ARM §B3.2.2)")
    return 0
  }

  // MARK: Fields

  private func interruptBits(_ word: Int, _ test: (Int) -> Bool) -> UInt32 {
    var value: UInt32 = 0
    let first = ExceptionNumber.firstInterrupt + word * 8
    for bit in 0..<32 where first + bit < ExceptionNumber.count && test(first + bit) {
      value |= 1 << UInt32(bit)
    }
    return value
  }

  private func setInterrupts(_ word: Int, _ value: UInt32, _ change: (Int) -> Void) {
    let first = ExceptionNumber.firstInterrupt + word * 8
    for bit in 0..<32 where value & 1 << UInt32(bit) != 0 {
      guard first + bit < ExceptionNumber.count else {
        return chip.violate("NVIC", "the chip has 91 interrupts (RM0090 §12.1.3)")
      }
      change(first + bit)
    }
  }

  private func priorities(from number: Int) -> UInt32 {
    (0..<4).reduce(0) { value, index in
      let number = number + index
      guard number < ExceptionNumber.count else { return value }
      return value | UInt32(exceptions.priority(number)) << UInt32(8 * index)
    }
  }

  private func setPriorities(from number: Int, _ value: UInt32) {
    for index in 0..<4 where number + index < ExceptionNumber.count {
      exceptions.setPriority(
        number + index, UInt8(truncatingIfNeeded: value >> UInt32(8 * index)))
    }
  }

  /// §B3.2.4
  private var interruptControlState: UInt32 {
    var value = UInt32(exceptions.active.last ?? 0)
    if exceptions.active.count <= 1 { value |= 1 << 11 }
    if let pending = exceptions.candidate(before: 257) { value |= UInt32(pending) << 12 }
    if (ExceptionNumber.firstInterrupt..<ExceptionNumber.count).contains(
      where: exceptions.isPending)
    {
      value |= 1 << 22
    }
    if exceptions.isPending(ExceptionNumber.sysTick) { value |= 1 << 26 }
    if exceptions.isPending(ExceptionNumber.pendable) { value |= 1 << 28 }
    return value
  }

  private func storeInterruptControlState(_ value: UInt32) {
    if value & 1 << 31 != 0 { exceptions.setPending(ExceptionNumber.nmi) }
    if value & 1 << 28 != 0 { exceptions.setPending(ExceptionNumber.pendable) }
    if value & 1 << 27 != 0 { exceptions.clearPending(ExceptionNumber.pendable) }
    if value & 1 << 26 != 0 { exceptions.setPending(ExceptionNumber.sysTick) }
    if value & 1 << 25 != 0 { exceptions.clearPending(ExceptionNumber.sysTick) }
  }

  /// SHCSR: which faults are enabled and which exceptions are active (§B3.2.13).
  private var systemHandlers: UInt32 {
    var value: UInt32 = 0
    for (bit, number) in [(16, 4), (17, 5), (18, 6)] where exceptions.isEnabled(number) {
      value |= 1 << UInt32(bit)
    }
    for (bit, number) in [(0, 4), (1, 5), (3, 6), (7, 11), (10, 14), (11, 15)]
    where exceptions.isActive(number) {
      value |= 1 << UInt32(bit)
    }
    return value
  }
}
