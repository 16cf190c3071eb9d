import Testing

@testable import nucleo_simulator

/// What the manuals forbid, each broken once. Where the place in the source comes with it is
/// tested with the image.
@Suite("The simulator forbids")
struct ChipRuleTests {
  /// Writes before the last one, which is the one that is forbidden.
  struct Breach: CustomTestStringConvertible {
    var what: String
    var register: String
    var writes: [(address: UInt32, value: UInt32)]
    var testDescription: String { what }

    init(_ what: String, _ register: String, _ writes: (address: UInt32, value: UInt32)...) {
      self.what = what
      self.register = register
      self.writes = writes
    }
  }

  private static let ahb1: UInt32 = 0x4002_3830
  private static let apb1: UInt32 = 0x4002_3840
  private static let apb2: UInt32 = 0x4002_3844

  private static let breaches = [
    Breach("a peripheral without a clock", "TIM2 0x40000000", (0x4000_0000, 0)),
    Breach(
      "a peripheral in reset", "USART3 0x40004808", (apb1, 1 << 18), (0x4002_3820, 1 << 18),
      (0x4000_4808, 1)),
    Breach("an address without a peripheral", "0x40007c00", (0x4000_7C00, 0)),
    Breach("a reserved bit of a port", "GPIOB_OTYPER", (ahb1, 0x0010_0002), (0x4002_0404, 1 << 16)),
    Breach(
      "a reserved bit of the interface's choice", "SYSCFG_PMC", (apb2, 1 << 14), (0x4001_3804, 1)),
    Breach("a reserved bit of a clock enable", "RCC_AHB1ENR", (ahb1, 1 << 31)),
    Breach("a reserved bit of an external interrupt", "EXTI_IMR", (0x4001_3C00, 1 << 31)),
    Breach("a reserved bit of the MAC", "MACFFR", (ahb1, 0x0E10_0000), (0x4002_8004, 1 << 30)),
    Breach(
      "RMII chosen behind the MAC's clocks", "SYSCFG_PMC", (ahb1, 0x0E10_0000), (apb2, 1 << 14),
      (0x4001_3804, 1 << 23)),
    Breach(
      "MDIO on pins that are not its own", "ETH_MACMIIAR", (ahb1, 0x0E10_0005), (0x4002_8010, 1)),
    Breach(
      "a list of descriptors that is not aligned", "DMATDLAR", (ahb1, 0x0E10_0000),
      (0x4002_9010, 0x2000_0402)),
    Breach(
      "a DMA that runs without a list", "DMAOMR", (ahb1, 0x0E10_0000), (0x4002_9018, 1 << 13)),
    Breach(
      "descriptors in CCM", "ETH DMA 0x10000000", (ahb1, 0x0E10_0000),
      (0x4002_900C, 0x1000_0000), (0x4002_9018, 1 << 1)),
    Breach(
      "descriptors in flash", "ETH DMA 0x8000000", (ahb1, 0x0E10_0000),
      (0x4002_900C, 0x0800_0000), (0x4002_9018, 1 << 1)),
    Breach(
      "a PLL without its source", "RCC_CR", (0x4002_3804, 0x2740_2D08), (0x4002_3800, 0x0100_0083)),
    Breach("a clock that is not ready", "RCC_CFGR", (0x4002_3808, 0b10)),
    Breach("a PLL that is out of range", "RCC_PLLCFGR", (0x4002_3804, 0x2400_3001)),
    Breach("a regulator without its ready bit", "PWR_CR", (apb1, 1 << 28), (0x4000_7000, 0x2_C000)),
    Breach("a watchdog without its key", "IWDG_PR", (0x4000_3004, 1)),
    Breach("a key that is none", "IWDG_KR", (0x4000_3000, 0x1234)),
    Breach(
      "a console that is off", "USART3_DR", (apb1, 1 << 18), (0x4000_4804, 0x41)),
    Breach("a cycle counter without DEMCR.TRCENA", "DWT +0x0", (0xE000_1000, 1)),
    Breach(
      "a random number generator's reserved bit", "RNG_CR", (0x4002_3834, 1 << 6),
      (0x5006_0800, 1)),
  ]

  @Test("a write", arguments: breaches)
  func writes(breach: Breach) {
    let chip = Chip()
    chip.reset(.power)
    for (index, write) in breach.writes.enumerated() {
      #expect(chip.violation == nil, "before the write \(index)")
      // A clock that was turned on takes its two cycles.
      chip.time.skip(to: chip.time.cycles + 100)
      chip.store(write.value, at: write.address, size: 4)
    }
    #expect(chip.violation?.register == breach.register)
    #expect(chip.violation?.reason.isEmpty == false)
  }

  @Test("a peripheral within two cycles of its clock")
  func enableDelay() {
    let chip = Chip()
    chip.reset(.power)
    chip.store(0x0010_0002, at: Self.ahb1, size: 4)
    chip.store(0, at: 0x4002_0414, size: 4)
    #expect(chip.violation?.register == "GPIOB 0x40020414")
  }

  @Test("a part of a register, and one across two of them", arguments: [(1, 0), (2, 0), (4, 2)])
  func parts(size: Int, offset: UInt32) {
    let chip = Chip()
    chip.reset(.power)
    chip.store(0, at: 0x4002_3808 + offset, size: size)
    #expect(chip.violation?.register == "0x" + String(0x4002_3808 + offset, radix: 16))
  }

  @Test("a random number that is not ready")
  func randomNumber() {
    let chip = Chip()
    chip.reset(.power)
    chip.store(1 << 6, at: 0x4002_3834, size: 4)
    chip.time.skip(to: chip.time.cycles + 100)
    _ = chip.load(0x5006_0808, size: 4)
    #expect(chip.violation?.register == "RNG_DR")
  }

  @Test("and tells the first breach of several")
  func first() {
    let chip = Chip()
    chip.reset(.power)
    chip.store(0x1234, at: 0x4000_3000, size: 4)
    chip.store(1, at: 0x4000_3004, size: 4)
    #expect(chip.violation?.register == "IWDG_KR")
  }
}
