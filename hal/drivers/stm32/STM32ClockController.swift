/// The reset and clock controller with the parts of the power controller and of the flash interface
/// that a change of the clock needs (RM0090 §3.8, §5.4, §6.3). Every wait is bounded.
public struct STM32ClockController<Bus: RegisterBus & ~Copyable>: ~Copyable {
  private var clocks: Bus
  private var power: Bus
  private var flash: Bus

  /// - Parameters:
  ///   - clocks: RCC.
  ///   - power: PWR.
  ///   - flash: the flash interface.
  public init(clocks: consuming Bus, power: consuming Bus, flash: consuming Bus) {
    self.clocks = clocks
    self.power = power
    self.flash = flash
  }

  /// Runs the processor from `tree`, from the state after reset or after an attempt that failed.
  ///
  /// After an error the processor still runs from the internal oscillator, undivided.
  public mutating func start(_ tree: STM32ClockTree) throws(STM32ClockError) {
    if let fault = tree.fault { throw .outOfRange(fault) }
    enable(.power)
    if case .external = tree.source { try startExternalClock() }
    if let configuration = tree.pllConfiguration {
      do {
        try startPLL(configuration, overDrive: tree.needsOverDrive)
      } catch {
        modify(RCC.control) { $0 & ~Control.pllOn }
        throw error
      }
    }
    try setWaitStates(tree.flashWaitStates)
    try switchOver(to: tree)
  }

  /// Gives a peripheral its clock. The clock takes two cycles to arrive, for which the register is
  /// read back (ES0206 §2.2.13, "Delay after an RCC peripheral clock enabling").
  public mutating func enable(_ peripheral: STM32Peripheral) {
    modify(peripheral.enableRegister) { $0 | peripheral.bits }
    _ = clocks.load(peripheral.enableRegister)
  }

  /// Puts the MAC into its reset and takes its clocks away.
  mutating func disableEthernet() {
    modify(STM32Peripheral.ethernet.enableRegister) { $0 & ~STM32Peripheral.ethernet.bits }
    modify(RCC.reset1) { $0 | RCC.ethernetReset }
    _ = clocks.load(RCC.reset1)
  }

  /// Takes the MAC out of its reset.
  mutating func releaseEthernet() {
    modify(RCC.reset1) { $0 & ~RCC.ethernetReset }
    _ = clocks.load(RCC.reset1)
  }

  /// Has the hardware watch the external clock: when it fails, the internal oscillator takes over
  /// and the NMI is raised (RM0090 §6.2.7).
  public mutating func guardExternalClock() {
    modify(RCC.control) { $0 | Control.securitySystemOn }
  }

  /// Takes the clock security system's NMI back (RM0090 §6.3.4).
  public mutating func acknowledgeClockFailure() {
    modify(RCC.interrupts) { $0 | 1 << 23 }
  }

  /// Why the chip was last reset; forgotten by this call (RM0090 §6.3.21).
  public mutating func takeResetCause() -> STM32ResetCause {
    let status = clocks.load(RCC.controlStatus)
    clocks.store(status | 1 << 24, at: RCC.controlStatus)
    return STM32ResetCause(controlStatus: status)
  }

  /// Some milliseconds at 16 MHz: a crystal would need 2 ms, the clock of another chip none
  /// (DS9405 Table 39).
  private var pollLimit: Int { 20_000 }

  private mutating func startExternalClock() throws(STM32ClockError) {
    // Bypass may only change while the oscillator is off (RM0090 §6.3.1).
    modify(RCC.control) { $0 & ~(Control.externalOn) }
    modify(RCC.control) { $0 | Control.externalBypass }
    modify(RCC.control) { $0 | Control.externalOn }
    guard wait(RCC.control, Control.externalReady) else {
      modify(RCC.control) { $0 & ~Control.externalOn }
      throw .noExternalClock
    }
  }

  private mutating func startPLL(_ configuration: UInt32, overDrive: Bool) throws(STM32ClockError) {
    // Neither may change while the PLL is on (RM0090 §5.4.1, §6.3.2).
    power.store(power.load(PWR.control) | 0b11 << 14, at: PWR.control)
    clocks.store(configuration, at: RCC.pllConfiguration)
    modify(RCC.control) { $0 | Control.pllOn }
    if overDrive { try startOverDrive() }
    guard wait(RCC.control, Control.pllReady) else { throw .noLock }
    guard waitForPower(1 << 14) else { throw .noPower }
  }

  /// RM0090 §5.1.4, "Entering Over-drive mode".
  private mutating func startOverDrive() throws(STM32ClockError) {
    power.store(power.load(PWR.control) | 1 << 16, at: PWR.control)
    guard waitForPower(1 << 16) else { throw .noPower }
    power.store(power.load(PWR.control) | 1 << 17, at: PWR.control)
    guard waitForPower(1 << 17) else { throw .noPower }
  }

  /// Also turns the prefetch and both caches on (RM0090 §3.9.1). The new number of wait states is in
  /// effect when it reads back (RM0090 §3.5.1).
  private mutating func setWaitStates(_ count: UInt32) throws(STM32ClockError) {
    let value = 0x700 | count
    flash.store(value, at: 0)
    for _ in 0..<pollLimit where flash.load(0) == value { return }
    throw .noWaitStates
  }

  private mutating func switchOver(to tree: STM32ClockTree) throws(STM32ClockError) {
    // The dividers first: no bus may ever run too fast.
    let others: UInt32 = ~(0b111 << 13 | 0b111 << 10 | 0xF << 4 | 0b11)
    modify(RCC.configuration) { $0 & others | tree.busDividers }
    modify(RCC.configuration) { $0 | tree.systemClockSwitch }
    for _ in 0..<pollLimit
    where clocks.load(RCC.configuration) >> 2 & 0b11 == tree.systemClockSwitch {
      return
    }
    modify(RCC.configuration) { $0 & ~0b11 }
    throw .noSwitch
  }

  private mutating func modify(_ offset: Int, _ change: (UInt32) -> UInt32) {
    clocks.store(change(clocks.load(offset)), at: offset)
  }

  private mutating func wait(_ offset: Int, _ bit: UInt32) -> Bool {
    for _ in 0..<pollLimit where clocks.load(offset) & bit != 0 { return true }
    return false
  }

  private mutating func waitForPower(_ bit: UInt32) -> Bool {
    for _ in 0..<pollLimit where power.load(PWR.status) & bit != 0 { return true }
    return false
  }
}

private enum RCC {
  static var control: Int { 0x00 }
  static var pllConfiguration: Int { 0x04 }
  static var configuration: Int { 0x08 }
  static var interrupts: Int { 0x0C }
  static var reset1: Int { 0x10 }
  static var controlStatus: Int { 0x74 }

  /// ETHMACRST
  static var ethernetReset: UInt32 { 1 << 25 }
}

private enum PWR {
  static var control: Int { 0x00 }
  static var status: Int { 0x04 }
}

private enum Control {
  static var externalOn: UInt32 { 1 << 16 }
  static var externalReady: UInt32 { 1 << 17 }
  static var externalBypass: UInt32 { 1 << 18 }
  static var securitySystemOn: UInt32 { 1 << 19 }
  static var pllOn: UInt32 { 1 << 24 }
  static var pllReady: UInt32 { 1 << 25 }
}
