/// A peripheral as the reset and clock controller knows it: a bit of a clock enable register
/// (RM0090 §6.3.10 to §6.3.14).
public struct STM32Peripheral: Equatable, Sendable {
  /// The offset of the clock enable register from RCC.
  public let enableRegister: Int
  public let bit: UInt32

  private init(_ enableRegister: Int, bit: UInt32) {
    self.enableRegister = enableRegister
    self.bit = 1 << bit
  }

  public static func gpio(_ port: STM32Port) -> STM32Peripheral {
    STM32Peripheral(0x30, bit: UInt32(port.rawValue))
  }

  public static var randomNumberGenerator: STM32Peripheral { STM32Peripheral(0x34, bit: 6) }
  public static var timer2: STM32Peripheral { STM32Peripheral(0x40, bit: 0) }
  public static var usart3: STM32Peripheral { STM32Peripheral(0x40, bit: 18) }
  public static var power: STM32Peripheral { STM32Peripheral(0x40, bit: 28) }
  public static var systemConfiguration: STM32Peripheral { STM32Peripheral(0x44, bit: 14) }
}
