/// A port of general-purpose pins.
public enum STM32Port: UInt8, Sendable {
  case a, b, c, d, e, f, g, h, i, j, k
}

/// A pin and what it is for (RM0090 §8.3, §8.4).
public struct STM32Pin: Equatable, Sendable {
  public enum Function: Equatable, Sendable {
    case input
    case output
    /// One of the peripherals of DS9405 Table 12, 0…15.
    case alternate(UInt8)
  }

  /// OSPEEDR (RM0090 §8.4.3).
  public enum Speed: UInt32, Sendable {
    case low, medium, high, veryHigh
  }

  public let port: STM32Port
  /// 0…15
  public let number: UInt8
  public let function: Function
  public let speed: Speed

  public init(
    _ port: STM32Port, _ number: UInt8, _ function: Function, speed: Speed = .low
  ) {
    self.port = port
    self.number = number
    self.function = function
    self.speed = speed
  }

  public var mask: UInt32 { 1 << UInt32(number & 15) }
}
