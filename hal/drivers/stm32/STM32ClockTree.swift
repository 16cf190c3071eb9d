/// The clocks of an STM32F42x as the reset and clock controller makes them (RM0090 §6.2, Figure 16):
/// a source, the main PLL, and the dividers of the buses. All frequencies are in hertz.
public struct STM32ClockTree: Equatable, Sendable {
  public enum Source: Equatable, Sendable {
    /// The internal oscillator: 16 MHz, within 1 % at room temperature (DS9405 §6.3.11).
    case `internal`
    /// A clock that another chip drives into OSC_IN (RM0090 §6.2.1, "HSE bypass").
    case external(hertz: UInt32)
  }

  /// The main PLL's factors (RM0090 §6.3.2): source / `input` × `multiplier` / `system`.
  public struct PLL: Equatable, Sendable {
    /// M
    public var input: UInt32
    /// N
    public var multiplier: UInt32
    /// P
    public var system: UInt32
    /// Q, for the random number generator and USB.
    public var peripheral: UInt32

    public init(input: UInt32, multiplier: UInt32, system: UInt32, peripheral: UInt32) {
      self.input = input
      self.multiplier = multiplier
      self.system = system
      self.peripheral = peripheral
    }
  }

  public var source: Source
  /// Without a PLL the source is the system's clock.
  public var pll: PLL?
  /// From the processor's clock to the slow peripheral bus, APB1.
  public var slowBusDivider: UInt32
  /// From the processor's clock to the fast peripheral bus, APB2.
  public var fastBusDivider: UInt32

  public init(source: Source, pll: PLL?, slowBusDivider: UInt32, fastBusDivider: UInt32) {
    self.source = source
    self.pll = pll
    self.slowBusDivider = slowBusDivider
    self.fastBusDivider = fastBusDivider
  }

  /// What runs after a reset (RM0090 §6.2).
  public static var reset: STM32ClockTree {
    STM32ClockTree(source: .internal, pll: nil, slowBusDivider: 1, fastBusDivider: 1)
  }

  public var sourceFrequency: UInt32 {
    switch source {
    case .internal: 16_000_000
    case .external(let hertz): hertz
    }
  }

  /// What the PLL's phase comparator sees.
  public var comparatorFrequency: UInt32? {
    guard let pll, pll.input > 0 else { return nil }
    return sourceFrequency / pll.input
  }

  /// What the PLL's oscillator runs at; saturated.
  public var oscillatorFrequency: UInt32? {
    guard let pll, let comparatorFrequency else { return nil }
    let (product, overflow) = comparatorFrequency.multipliedReportingOverflow(by: pll.multiplier)
    return overflow ? .max : product
  }

  /// The processor's and the memory bus's clock, HCLK.
  public var processorFrequency: UInt32 {
    guard let pll, let oscillatorFrequency, pll.system > 0 else { return sourceFrequency }
    return oscillatorFrequency / pll.system
  }

  /// The clock of the random number generator and of USB.
  public var peripheralPLLFrequency: UInt32? {
    guard let pll, let oscillatorFrequency, pll.peripheral > 0 else { return nil }
    return oscillatorFrequency / pll.peripheral
  }

  /// PCLK1
  public var slowBusFrequency: UInt32 { processorFrequency / max(1, slowBusDivider) }

  /// PCLK2
  public var fastBusFrequency: UInt32 { processorFrequency / max(1, fastBusDivider) }

  /// The clock of the timers on APB1: twice the bus's unless that runs undivided (RM0090 §6.2).
  public var slowBusTimerFrequency: UInt32 {
    slowBusDivider == 1 ? slowBusFrequency : slowBusFrequency &* 2
  }

  public var megahertz: UInt32 { processorFrequency / 1_000_000 }

  /// One more for each 30 MHz that are begun, at 2.7 to 3.6 V (RM0090 §3.5.1, Table 10).
  public var flashWaitStates: UInt32 {
    max(1, (processorFrequency &+ 29_999_999) / 30_000_000) &- 1
  }

  /// Whether the regulator needs its over-drive, which is above 168 MHz (RM0090 §5.1.3).
  public var needsOverDrive: Bool { processorFrequency > 168_000_000 }
}
