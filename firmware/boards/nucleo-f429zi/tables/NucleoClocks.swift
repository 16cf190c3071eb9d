public import Drivers

/// The clock trees of the Nucleo-F429ZI, whose ST-LINK drives 8 MHz into the microcontroller
/// (UM1974 §6.7.1).
public enum NucleoClocks {
  /// 180 MHz, the most that the chip is made for; 45 MHz for the random number generator.
  public static var external: STM32ClockTree {
    STM32ClockTree(
      source: .external(hertz: 8_000_000),
      pll: .init(input: 4, multiplier: 180, system: 2, peripheral: 8), slowBusDivider: 4,
      fastBusDivider: 2)
  }

  /// 168 MHz, for whoever needs exactly 48 MHz for USB.
  public static var externalForUSB: STM32ClockTree {
    STM32ClockTree(
      source: .external(hertz: 8_000_000),
      pll: .init(input: 4, multiplier: 168, system: 2, peripheral: 7), slowBusDivider: 4,
      fastBusDivider: 2)
  }

  /// 180 MHz without the ST-LINK's help, within 1 %.
  public static var `internal`: STM32ClockTree {
    STM32ClockTree(
      source: .internal, pll: .init(input: 8, multiplier: 180, system: 2, peripheral: 8),
      slowBusDivider: 4, fastBusDivider: 2)
  }

  /// All of them.
  public static var all: [3 of STM32ClockTree] { [external, externalForUSB, `internal`] }
}
