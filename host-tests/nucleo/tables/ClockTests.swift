import Drivers
import NucleoTables
import Testing

@Suite("The Nucleo's clocks")
struct ClockTests {
  static let trees = NucleoClocks.all.indices.map { NucleoClocks.all[$0] }

  @Test("are within every limit of the manual", arguments: trees)
  func limits(tree: STM32ClockTree) {
    #expect(tree.fault == nil)
  }

  @Test("are the registers' values that RM0090 §6.3.2 gives by hand")
  func registers() {
    // Q 8, HSE, P 2, N 180, M 4; Q 7, HSE, P 2, N 168, M 4; Q 8, HSI, P 2, N 180, M 8.
    #expect(NucleoClocks.external.pllConfiguration == 0x2840_2D04)
    #expect(NucleoClocks.externalForUSB.pllConfiguration == 0x2740_2A04)
    #expect(NucleoClocks.internal.pllConfiguration == 0x2800_2D08)
    // PPRE1 /4 and PPRE2 /2.
    #expect(NucleoClocks.external.busDividers == 0x5 << 10 | 0x4 << 13)
  }

  @Test("run processor, buses and timers as fast as the chip allows")
  func frequencies() {
    let tree = NucleoClocks.external
    #expect(tree.megahertz == 180)
    #expect(tree.slowBusFrequency == 45_000_000)
    #expect(tree.fastBusFrequency == 90_000_000)
    #expect(tree.slowBusTimerFrequency == 90_000_000)
    #expect(tree.peripheralPLLFrequency == 45_000_000)
    #expect(NucleoClocks.externalForUSB.peripheralPLLFrequency == 48_000_000)
    #expect(NucleoClocks.internal.megahertz == 180)
  }

  @Test("need over-drive above 168 MHz and a wait state for each 30 MHz begun")
  func power() {
    #expect(NucleoClocks.external.needsOverDrive)
    #expect(!NucleoClocks.externalForUSB.needsOverDrive)
    #expect(NucleoClocks.external.flashWaitStates == 5)
    #expect(NucleoClocks.externalForUSB.flashWaitStates == 5)
    #expect(STM32ClockTree.reset.flashWaitStates == 0)
  }

  @Test("have every wrong factor found")
  func faults() throws {
    func fault(_ change: (inout STM32ClockTree) -> Void) -> STM32ClockFault? {
      var tree = NucleoClocks.external
      change(&tree)
      return tree.fault
    }
    #expect(fault { $0.source = .external(hertz: 51_000_000) } == .externalFrequency)
    #expect(fault { $0.pll?.input = 1 } == .inputDivider)
    #expect(fault { $0.pll?.input = 3 } == .comparatorFrequency)
    #expect(fault { $0.pll?.input = 9 } == .comparatorFrequency)
    #expect(fault { $0.pll?.multiplier = 49 } == .multiplier)
    #expect(fault { $0.pll?.multiplier = 217 } == .oscillatorFrequency)
    #expect(fault { $0.pll?.system = 3 } == .systemDivider)
    #expect(fault { $0.pll?.peripheral = 1 } == .peripheralDivider)
    #expect(fault { $0.pll?.peripheral = 7 } == .peripheralFrequency)
    #expect(fault { $0.pll?.multiplier = 182 } == .processorFrequency)
    #expect(fault { $0.slowBusDivider = 3 } == .slowBusDivider)
    #expect(fault { $0.slowBusDivider = 2 } == .slowBusFrequency)
    #expect(fault { $0.fastBusDivider = 5 } == .fastBusDivider)
    #expect(fault { $0.fastBusDivider = 1 } == .fastBusFrequency)
  }

  // RM0090 §30.3.4, Table 136 gives 22.8125 for 115200 baud at 42 MHz: 0x16D.
  @Test(
    "give 115200 baud within 0.2 %",
    arguments: [(16_000_000, 0x8B), (42_000_000, 0x16D), (45_000_000, 0x187)])
  func baud(clock: UInt32, divisor: UInt32) {
    #expect(STM32USART<NoBus>.baudDivisor(clock: clock, baud: 115_200) == divisor)
    let baud = Double(clock) / Double(divisor)
    #expect(abs(baud / 115_200 - 1) < 0.002)
  }

  @Test("keep a baud divisor within the register")
  func baudLimits() {
    #expect(STM32USART<NoBus>.baudDivisor(clock: 1_000_000, baud: 115_200) == 16)
    #expect(STM32USART<NoBus>.baudDivisor(clock: 180_000_000, baud: 300) == 0xFFFF)
    #expect(STM32USART<NoBus>.baudDivisor(clock: 180_000_000, baud: 0) == 0xFFFF)
  }
}

/// A bus that nobody uses.
struct NoBus: RegisterBus {
  func load(_ offset: Int) -> UInt32 { 0 }
  func store(_ value: UInt32, at offset: Int) {}
}
