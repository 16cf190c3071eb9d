import Testing

@testable import nucleo_simulator

@Suite("The simulator's NVIC and system control block")
struct SystemControlSpaceTests {
  private let chip = Chip()

  init() {
    chip.reset(.power)
  }

  private func load(_ offset: UInt32, size: Int = 4) -> UInt32 {
    chip.load(0xE000_E000 + offset, size: size)
  }

  private func store(_ value: UInt32, _ offset: UInt32, size: Int = 4) {
    chip.store(value, at: 0xE000_E000 + offset, size: size)
  }

  @Test("ISER and ICER, ISPR and ICPR set and clear by writing ones, and read alike")
  func bits() {
    store(1 << 7 | 1 << 29, 0x104)
    store(1 << 7, 0x184)
    #expect(load(0x104) == 1 << 29)
    #expect(load(0x184) == 1 << 29)
    store(1 << 29, 0x204)
    #expect(load(0x204) == 1 << 29)
    #expect(load(0x284) == 1 << 29)
    store(1 << 29, 0x284)
    #expect(load(0x204) == 0)
    #expect(chip.violation == nil)
  }

  @Test("IABR shows what is active, and ICSR the number of the innermost")
  func active() {
    store(1 << 28, 0x100)
    store(1 << 28, 0x200)
    // VECTPENDING and ISRPENDING.
    #expect(load(0xD04) >> 12 & 0x1FF == 44)
    #expect(load(0xD04) & 1 << 22 != 0)
    chip.system.exceptions.enter(44)
    #expect(load(0x300) == 1 << 28)
    #expect(load(0x200) == 0)
    #expect(load(0xD04) & 0x1FF == 44)
    // RETTOBASE: no other is active.
    #expect(load(0xD04) & 1 << 11 != 0)
  }

  @Test("priorities are bytes, of which the upper four bits are kept")
  func priorities() {
    store(0x5F, 0x400 + 61, size: 1)
    #expect(load(0x400 + 61, size: 1) == 0x50)
    #expect(load(0x400 + 60) == 0x5000)
    store(0x3000_0000, 0xD20)
    #expect(chip.system.exceptions.priority(ExceptionNumber.sysTick) == 0x30)
  }

  @Test("STIR makes an interrupt pending")
  func softwareTrigger() {
    store(61, 0xF00)
    #expect(load(0x204) == 1 << 29)
  }

  @Test("ICSR makes NMI, PendSV and SysTick pending, and takes the latter two back")
  func interruptControl() {
    store(1 << 28 | 1 << 26, 0xD04)
    #expect(load(0xD04) & (1 << 28 | 1 << 26) == 1 << 28 | 1 << 26)
    store(1 << 27 | 1 << 25, 0xD04)
    #expect(load(0xD04) & (1 << 28 | 1 << 26) == 0)
    store(1 << 31, 0xD04)
    #expect(load(0xD04) >> 12 & 0x1FF == 2)
  }

  @Test("AIRCR sets the priority grouping and asks for a reset, with its key")
  func applicationInterrupt() {
    store(0x05FA_0500, 0xD0C)
    #expect(chip.system.exceptions.priorityGrouping == 5)
    #expect(load(0xD0C) == 0xFA05_0500)
    #expect(chip.resetRequest == nil)
    store(0x05FA_0004, 0xD0C)
    #expect(chip.resetRequest == .software)
  }

  @Test("SHCSR enables the configurable faults, which are off after reset")
  func systemHandlers() {
    #expect(!chip.system.exceptions.isEnabled(ExceptionNumber.usageFault))
    store(0b111 << 16, 0xD24)
    #expect((4...6).allSatisfy { chip.system.exceptions.isEnabled($0) })
    #expect(load(0xD24) == 0b111 << 16)
  }

  @Test("CFSR and HFSR clear by writing ones")
  func faultStatus() {
    chip.system.configurableFaultStatus = 0x0001_8200
    chip.system.hardFaultStatus = 1 << 30
    store(1 << 16, 0xD28)
    store(1 << 30, 0xD2C)
    #expect(load(0xD28) == 0x8200)
    #expect(load(0xD2C) == 0)
  }

  @Test("SysTick is pending when it gets to 0, with TICKINT")
  func sysTick() {
    store(99, 0x014)
    store(0, 0x018)
    store(7, 0x010)
    chip.time.skip(to: chip.time.cycles + 99)
    chip.advance()
    #expect(load(0xD04) & 1 << 26 == 0)
    chip.time.skip(to: chip.time.cycles + 1)
    chip.advance()
    #expect(load(0xD04) & 1 << 26 != 0)
  }

  @Test("a reset takes everything back but the level of lines")
  func reset() {
    store(1 << 28, 0x100)
    store(1 << 28, 0x200)
    store(0x0800_0000, 0xD08)
    store(7, 0x010)
    chip.setInterrupt(61, true)
    chip.reset(.software)
    #expect(load(0x100) == 0)
    #expect(load(0x200) == 0)
    #expect(load(0xD08) == 0)
    #expect(load(0x010) == 0)
    #expect(load(0x204) == 1 << 29)
  }

  @Test("names itself as a Cortex-M4 with three words of interrupts")
  func identity() {
    #expect(load(0xD00) == 0x410F_C241)
    #expect(load(0x004) == 2)
  }

  @Test(
    "refuses what the architecture forbids or the simulator lacks",
    arguments: [
      ("NVIC", 0x108, 1 << 27), ("SCB_AIRCR", 0xD0C, 0x0004), ("SCB_VTOR", 0xD08, 0x0800_0100),
      ("SCB_CPACR", 0xD88, 0xF << 20), ("SysTick +0x0", 0x010, 1 << 3), ("SCS +0xd40", 0xD40, 0),
    ] as [(String, UInt32, UInt32)])
  func refusals(register: String, offset: UInt32, value: UInt32) {
    store(value, offset)
    #expect(chip.violation?.register == register)
  }
}
