public import Drivers

/// How the Nucleo-144 board MB1137 uses the pins of its STM32F429ZI (UM1974 §6.4 to §6.9), with the
/// alternate functions of DS9405 Table 12.
public enum NucleoPins {
  /// LD1
  public static var greenLED: STM32Pin { STM32Pin(.b, 0, .output) }
  /// LD2
  public static var blueLED: STM32Pin { STM32Pin(.b, 7, .output) }
  /// LD3
  public static var redLED: STM32Pin { STM32Pin(.b, 14, .output) }
  /// B1, high while it is pressed.
  public static var button: STM32Pin { STM32Pin(.c, 13, .input) }

  /// USART3 on the ST-LINK's virtual port.
  public static var console: [2 of STM32Pin] {
    [STM32Pin(.d, 8, .alternate(7)), STM32Pin(.d, 9, .alternate(7))]
  }

  /// RMII, as fast as the pins go: REF_CLK, MDIO, CRS_DV, MDC, RXD0, RXD1, TX_EN, TXD0, TXD1.
  public static var ethernet: [9 of STM32Pin] {
    [
      ethernet(.a, 1), ethernet(.a, 2), ethernet(.a, 7), ethernet(.c, 1), ethernet(.c, 4),
      ethernet(.c, 5), ethernet(.g, 11), ethernet(.g, 13), ethernet(.b, 13),
    ]
  }

  private static func ethernet(_ port: STM32Port, _ number: UInt8) -> STM32Pin {
    STM32Pin(port, number, .alternate(11), speed: .veryHigh)
  }
}
