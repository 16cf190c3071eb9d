internal import CortexMIntrinsics

/// The system control block (ARMv7-M ARM §B3.2).
public enum SystemControlBlock {
  static let interruptControlState = Register(at: 0xE000_ED04)
  static let vectorTable = Register(at: 0xE000_ED08)
  static let applicationInterruptControl = Register(at: 0xE000_ED0C)
  static let systemHandlerControl = Register(at: 0xE000_ED24)
  static let configurableFaultStatus = Register(at: 0xE000_ED28)
  static let hardFaultStatus = Register(at: 0xE000_ED2C)
  static let memManageFaultAddress = Register(at: 0xE000_ED34)
  static let busFaultAddress = Register(at: 0xE000_ED38)
  static let debugHaltingControl = Register(at: 0xE000_EDF0)

  /// Gives MemManage, BusFault and UsageFault their own exceptions instead of HardFault's.
  public static func enableFaultExceptions() {
    systemHandlerControl.value |= 0b111 << 16
  }

  /// Has exceptions taken from the table at `address`, which is aligned to its size (§B3.2.5).
  public static func useVectors(at address: UInt32) {
    vectorTable.value = address
  }

  /// Resets the processor and all peripherals; memory keeps what was stored before (§B3.2.6).
  public static func reset() -> Never {
    cortexm_dsb()
    // VECTKEY and SYSRESETREQ.
    applicationInterruptControl.value = 0x05FA_0004
    while true {}
  }

  /// C_DEBUGEN (§C1.6.2): a breakpoint halts the processor, and is no fault.
  static var hasDebugger: Bool { debugHaltingControl.value & 1 != 0 }

  /// PENDSTSET without ISRPENDING (§B3.2.4).
  static var isOnlySysTickPending: Bool {
    interruptControlState.value & (1 << 26 | 1 << 22) == 1 << 26
  }

  /// PENDSTCLR.
  static func clearPendingSysTick() { interruptControlState.value = 1 << 25 }

  static var isSysTickPending: Bool { interruptControlState.value & 1 << 26 != 0 }

  /// The number of the exception that is being handled.
  static var activeException: UInt32 { interruptControlState.value & 0x1FF }
}
