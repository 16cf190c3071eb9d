import Foundation
import Testing
import Thumb

/// What the manuals forbid, broken by instructions in the board's image: the simulator ends with the
/// register, the reason, the place of the instruction, and the line of the source that it belongs to.
@Suite("The Nucleo's simulator stops", .serialized, .timeLimit(.minutes(2)))
struct NucleoRuleTests {
  struct Rule: CustomTestStringConvertible {
    var testDescription: String
    /// How the report goes on behind "forbidden: ".
    var report: String
    /// The last of them breaks the rule.
    var stores: [(address: UInt32, value: UInt32)]

    init(_ name: String, _ report: String, _ stores: (address: UInt32, value: UInt32)...) {
      testDescription = name
      self.report = report
      self.stores = stores
    }
  }

  /// RCC_AHB1ENR with the clocks of the MAC and of ports A to C.
  private static let ethernetClocks: (address: UInt32, value: UInt32) = (0x4002_3830, 0x0E10_0007)

  private static let rules = [
    Rule(
      "a peripheral without a clock",
      "TIM2 0x40000000: its clock is off: RCC_APB1ENR bit 0 is 0 (RM0090 §6.3.10 ff.)",
      (0x4000_0000, 0)),
    Rule("no peripheral", "0x40007c00: no peripheral", (0x4000_7C00, 0)),
    Rule(
      "RMII chosen after the MAC's clocks",
      "SYSCFG_PMC: MII_RMII_SEL changes after the MAC's clocks are on (RM0090 §9.2.2, §33.4.4)",
      ethernetClocks, (0x4002_3844, 1 << 14), (0x4001_3804, 1 << 23)),
    Rule(
      "a DMA that is sent to CCM", "ETH DMA 0x10000000: the DMA does not reach CCM (RM0090 §2.1)",
      ethernetClocks, (0x4002_900C, 0x1000_0000), (0x4002_9018, 1 << 1)),
    Rule(
      "a DMA that is sent to flash", "ETH DMA 0x8000000: the DMA does not reach flash",
      ethernetClocks, (0x4002_900C, 0x0800_0000), (0x4002_9018, 1 << 1)),
    // A receive descriptor whose next one is itself, and the DMA running.
    Rule(
      "a descriptor that is written while it is the DMA's",
      "RDES1: written while the descriptor is the DMA's", ethernetClocks,
      (0x2001_0000, 1 << 31), (0x2001_0004, 1 << 14 | 1536), (0x2001_0008, 0x2001_1000),
      (0x2001_000C, 0x2001_0000), (0x4002_900C, 0x2001_0000), (0x4002_9018, 1 << 1),
      (0x2001_0004, 1 << 14 | 1024)),
    // PA2 and PC1 on AF11 at very high speed first.
    Rule(
      "MDC out of range", "MACMIIAR: CR does not fit HCLK of 16 MHz: MDC is out of range",
      ethernetClocks, (0x4002_0000, 0xA800_0020), (0x4002_0008, 0x0C00_0030),
      (0x4002_0020, 0xB00), (0x4002_0800, 0x8), (0x4002_0808, 0xC), (0x4002_0820, 0xB0),
      (0x4002_8010, 1)),
    Rule(
      "a list of descriptors that is not aligned",
      "DMATDLAR: 0x20010002 is not aligned to a word", ethernetClocks,
      (0x4002_9010, 0x2001_0002)),
    Rule(
      "a reserved bit of the MAC", "MACFFR: 0x40000000 changes reserved bits", ethernetClocks,
      (0x4002_8004, 1 << 30)),
    Rule(
      "a reserved bit of a port", "GPIOB_OTYPER: a reserved bit is set (RM0090 §8.4)",
      ethernetClocks, (0x4002_0404, 1 << 16)),
  ]

  @Test("at", arguments: rules)
  func breach(rule: Rule) throws {
    let function = "takeResetCause"
    let program = rule.stores.flatMap { Thumb.store($0.value, at: $0.address) }
    let image = try PatchedImage(Images.nucleo, replacingStartOf: function, with: program)
    let board = try NucleoBoard(image: image.url)
    #expect(try board.exitCode() == 103)
    let report = board.transcript
    #expect(report.contains("forbidden: \(rule.report)"), "\(report)")
    let place = try PatchedImage.address(of: function, in: Images.nucleo) + 2 * (program.count - 1)
    #expect(report.contains("  pc 0x\(String(place, radix: 16))\n"), "\(report)")
    #expect(report.contains(/at [^ ]+\.swift:[0-9]+/), "\(report)")
  }
}
