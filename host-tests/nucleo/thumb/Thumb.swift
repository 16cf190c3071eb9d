/// Thumb instructions, as half-words, for programs of a few lines (ARMv7-M ARM §A7.7).
public enum Thumb {
  /// cpsid i
  public static let maskInterrupts: UInt16 = 0xB672
  /// cpsie i
  public static let unmaskInterrupts: UInt16 = 0xB662
  /// wfi
  public static let waitForInterrupt: UInt16 = 0xBF30
  public static let nop: UInt16 = 0xBF00
  /// udf #254, the instruction of every Swift trap
  public static let undefined: UInt16 = 0xDEFE
  /// bx lr
  public static let returnFromHandler: UInt16 = 0x4770
  /// b .
  public static let stay: UInt16 = 0xE7FE

  /// movw and movt.
  public static func load(_ value: UInt32, into register: UInt16) -> [UInt16] {
    move(0xF240, UInt16(truncatingIfNeeded: value), register)
      + move(0xF2C0, UInt16(truncatingIfNeeded: value >> 16), register)
  }

  /// Stores a word at an address by way of R1 and R2; the last half-word is the store.
  public static func store(_ value: UInt32, at address: UInt32) -> [UInt16] {
    load(address, into: 2) + load(value, into: 1) + [0x6011]
  }

  /// The immediate value is spread over imm4, i, imm3 and imm8.
  private static func move(_ code: UInt16, _ part: UInt16, _ register: UInt16) -> [UInt16] {
    [
      code | (part >> 11 & 1) << 10 | part >> 12,
      (part >> 8 & 7) << 12 | register << 8 | part & 0xFF,
    ]
  }
}
