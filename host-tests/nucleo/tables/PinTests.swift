import Drivers
import NucleoTables
import Testing

@Suite("The Nucleo's pins")
struct PinTests {
  private static let ethernet = NucleoPins.ethernet.indices.map { NucleoPins.ethernet[$0] }
  private static let console = NucleoPins.console.indices.map { NucleoPins.console[$0] }

  /// DS9405 Table 12: what each pin is with the alternate functions that are used here.
  private static let alternateFunctions: [String: String] = [
    "PA1 AF11": "ETH_RMII_REF_CLK", "PA2 AF11": "ETH_MDIO", "PA7 AF11": "ETH_RMII_CRS_DV",
    "PB12 AF11": "ETH_RMII_TXD0", "PB13 AF11": "ETH_RMII_TXD1", "PB11 AF11": "ETH_RMII_TX_EN",
    "PC1 AF11": "ETH_MDC", "PC4 AF11": "ETH_RMII_RXD0", "PC5 AF11": "ETH_RMII_RXD1",
    "PG11 AF11": "ETH_RMII_TX_EN", "PG13 AF11": "ETH_RMII_TXD0", "PG14 AF11": "ETH_RMII_TXD1",
    "PD8 AF7": "USART3_TX", "PD9 AF7": "USART3_RX",
  ]

  private static func signal(_ pin: STM32Pin) -> String? {
    guard case .alternate(let function) = pin.function else { return nil }
    let letter = "ABCDEFGHIJK".dropFirst(Int(pin.port.rawValue)).prefix(1)
    return alternateFunctions["P\(letter)\(pin.number) AF\(function)"]
  }

  @Test("carry each signal of RMII once, as UM1974 §6.9 wires them")
  func ethernet() {
    #expect(
      Self.ethernet.compactMap(Self.signal).sorted() == [
        "ETH_MDC", "ETH_MDIO", "ETH_RMII_CRS_DV", "ETH_RMII_REF_CLK", "ETH_RMII_RXD0",
        "ETH_RMII_RXD1", "ETH_RMII_TXD0", "ETH_RMII_TXD1", "ETH_RMII_TX_EN",
      ])
    // The board's wiring, where the chip offers a choice.
    #expect(Self.ethernet.contains(STM32Pin(.g, 11, .alternate(11), speed: .veryHigh)))
    #expect(Self.ethernet.contains(STM32Pin(.g, 13, .alternate(11), speed: .veryHigh)))
    #expect(Self.ethernet.contains(STM32Pin(.b, 13, .alternate(11), speed: .veryHigh)))
  }

  @Test("of RMII switch as fast as 50 MHz need")
  func speed() {
    #expect(Self.ethernet.allSatisfy { $0.speed == .veryHigh })
  }

  @Test("connect USART3 with the ST-LINK")
  func console() {
    #expect(Self.console.compactMap(Self.signal) == ["USART3_TX", "USART3_RX"])
  }

  @Test("are used for one thing each")
  func uniqueness() {
    let all =
      Self.ethernet + Self.console + [
        NucleoPins.greenLED, NucleoPins.blueLED, NucleoPins.redLED, NucleoPins.button,
      ]
    #expect(Set(all.map { Int($0.port.rawValue) << 8 | Int($0.number) }).count == all.count)
    #expect(all.allSatisfy { $0.number < 16 })
  }

  @Test("are set up in full before the peripheral gets them")
  func configure() {
    let bus = PortBus()
    var port = STM32GPIO(bus: bus)
    port.configure(STM32Pin(.b, 13, .alternate(11), speed: .veryHigh))
    // OSPEEDR, then AFRH, then MODER (RM0090 §8.4).
    #expect(bus.values == [0x00: 0b10 << 26, 0x04: 0, 0x08: 0b11 << 26, 0x0C: 0, 0x24: 0xB << 20])
    #expect(bus.order.last == 0x00)
  }
}

private final class PortBus: RegisterBus {
  var values: [Int: UInt32] = [:]
  var order: [Int] = []

  func load(_ offset: Int) -> UInt32 { values[offset] ?? 0 }
  func store(_ value: UInt32, at offset: Int) {
    values[offset] = value
    order.append(offset)
  }
}
