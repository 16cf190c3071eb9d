/// A rule of the manual that a clock tree breaks.
public enum STM32ClockFault: Equatable, Sendable {
  case externalFrequency
  case inputDivider
  case multiplier
  case systemDivider
  case peripheralDivider
  case comparatorFrequency
  case oscillatorFrequency
  case processorFrequency
  case peripheralFrequency
  case slowBusDivider
  case fastBusDivider
  case slowBusFrequency
  case fastBusFrequency
}

extension STM32ClockTree {
  /// The first rule of RM0090 §6.3.2 and §6.3.3 and of DS9405 Table 17 that is broken; nil when the
  /// chip can run this.
  public var fault: STM32ClockFault? {
    if case .external(let hertz) = source, !(1_000_000...50_000_000).contains(hertz) {
      return .externalFrequency
    }
    return pllFault ?? busFault
  }

  private var pllFault: STM32ClockFault? {
    guard let pll else { return nil }
    guard (2...63).contains(pll.input) else { return .inputDivider }
    guard (50...432).contains(pll.multiplier) else { return .multiplier }
    guard pll.system == 2 || pll.system == 4 || pll.system == 6 || pll.system == 8 else {
      return .systemDivider
    }
    guard (2...15).contains(pll.peripheral) else { return .peripheralDivider }
    guard let comparatorFrequency, (1_000_000...2_000_000).contains(comparatorFrequency) else {
      return .comparatorFrequency
    }
    guard let oscillatorFrequency, (100_000_000...432_000_000).contains(oscillatorFrequency) else {
      return .oscillatorFrequency
    }
    guard let peripheralPLLFrequency, peripheralPLLFrequency <= 48_000_000 else {
      return .peripheralFrequency
    }
    return nil
  }

  private var busFault: STM32ClockFault? {
    guard processorFrequency <= 180_000_000 else { return .processorFrequency }
    guard Self.dividerCode(slowBusDivider) != nil else { return .slowBusDivider }
    guard Self.dividerCode(fastBusDivider) != nil else { return .fastBusDivider }
    guard slowBusFrequency <= 45_000_000 else { return .slowBusFrequency }
    guard fastBusFrequency <= 90_000_000 else { return .fastBusFrequency }
    return nil
  }

  /// PPRE1 and PPRE2 (RM0090 §6.3.3).
  static func dividerCode(_ divider: UInt32) -> UInt32? {
    switch divider {
    case 1: 0
    case 2: 0b100
    case 4: 0b101
    case 8: 0b110
    case 16: 0b111
    default: nil
    }
  }
}
