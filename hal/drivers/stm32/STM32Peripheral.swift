/// A peripheral as the reset and clock controller knows it: a bit of a clock enable register
/// (RM0090 §6.3.10 to §6.3.14).
public struct STM32Peripheral: Equatable, Sendable {
  /// The offset of the clock enable register from RCC.
  public let enableRegister: Int
  public let bits: UInt32

  private init(_ enableRegister: Int, bits: UInt32) {
    self.enableRegister = enableRegister
    self.bits = bits
  }

  private init(_ enableRegister: Int, bit: UInt32) {
    self.enableRegister = enableRegister
    bits = 1 << bit
  }

  public static func gpio(_ port: STM32Port) -> STM32Peripheral {
    STM32Peripheral(0x30, bit: UInt32(port.rawValue))
  }

  public static var randomNumberGenerator: STM32Peripheral { STM32Peripheral(0x34, bit: 6) }
  public static var timer2: STM32Peripheral { STM32Peripheral(0x40, bit: 0) }
  public static var usart3: STM32Peripheral { STM32Peripheral(0x40, bit: 18) }
  /// The MAC, its transmitter and its receiver.
  public static var ethernet: STM32Peripheral { STM32Peripheral(0x30, bits: 0b111 << 25) }
  public static var power: STM32Peripheral { STM32Peripheral(0x40, bit: 28) }
  public static var systemConfiguration: STM32Peripheral { STM32Peripheral(0x44, bit: 14) }
}
