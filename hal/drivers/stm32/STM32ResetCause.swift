/// Why the chip was reset (RM0090 §6.3.21).
public enum STM32ResetCause: Equatable, Sendable {
  case power
  case pin
  case software
  case watchdog
  case other

  /// Each reset also drives the reset pin, so that one counts only alone.
  init(controlStatus: UInt32) {
    if controlStatus & (1 << 29 | 1 << 30) != 0 {
      self = .watchdog
    } else if controlStatus & 1 << 28 != 0 {
      self = .software
    } else if controlStatus & (1 << 27 | 1 << 25) != 0 {
      self = .power
    } else if controlStatus & 1 << 26 != 0 {
      self = .pin
    } else {
      self = .other
    }
  }

  public var name: StaticString {
    switch self {
    case .power: "power on"
    case .pin: "reset button"
    case .software: "software"
    case .watchdog: "watchdog"
    case .other: "unknown"
    }
  }
}
