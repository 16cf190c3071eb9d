internal import CortexMIntrinsics

/// The nested vectored interrupt controller (ARMv7-M ARM §B3.4). Lines are numbered from 0, the
/// first external interrupt.
public enum NVIC {
  public static func enable(_ line: Int) {
    register(0xE000_E100, for: line).value = bit(of: line)
  }

  /// Disables the line; a handler that is entered already still runs.
  public static func disable(_ line: Int) {
    register(0xE000_E180, for: line).value = bit(of: line)
    cortexm_dsb()
    cortexm_isb()
  }

  public static func clearPending(_ line: Int) {
    register(0xE000_E280, for: line).value = bit(of: line)
  }

  private static func register(_ bank: UInt, for line: Int) -> Register {
    Register(at: bank &+ UInt(bitPattern: line >> 5) &* 4)
  }

  private static func bit(of line: Int) -> UInt32 {
    1 << UInt32(truncatingIfNeeded: line & 31)
  }
}
