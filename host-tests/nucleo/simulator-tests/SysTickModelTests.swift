import Testing

@testable import nucleo_simulator

@Suite("The simulator's SysTick")
struct SysTickModelTests {
  private static let control = 0x10
  private static let reload = 0x14
  private static let current = 0x18
  private static let countFlag: UInt32 = 1 << 16

  /// Counting from 0 on with a period of ten cycles, since cycle 100.
  private func counting() -> SysTickModel {
    var model = SysTickModel()
    for (value, offset) in [(9, Self.reload), (0, Self.current), (7, Self.control)]
      as [(UInt32, Int)]
    {
      let fault = model.store(value, at: offset, cycle: 100)
      #expect(fault == nil)
    }
    return model
  }

  @Test("counts down from its reload value to 0 and starts over")
  func counts() {
    var model = counting()
    let values = (100...111).map { model.load(Self.current, at: $0) }
    #expect(values == [0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9])
  }

  @Test("tells each time that it gets to 0, which reading it forgets")
  func flag() {
    var model = counting()
    let early = model.advance(to: 109)
    #expect(!early)
    #expect(model.nextEvent == 110)
    let due = model.advance(to: 110)
    let again = model.advance(to: 111)
    #expect(due && !again)
    let first = model.load(Self.control, at: 111)
    let second = model.load(Self.control, at: 111)
    #expect(first == 7 | Self.countFlag)
    #expect(second == 7)
    #expect(model.nextEvent == 120)
  }

  @Test("starts over when its count is written, whatever is written, and forgets the flag")
  func clears() {
    var model = counting()
    _ = model.advance(to: 113)
    let fault = model.store(5, at: Self.current, cycle: 113)
    #expect(fault == nil)
    let control = model.load(Self.control, at: 113)
    let count = model.load(Self.current, at: 113)
    #expect(control == 7)
    #expect(count == 0)
    #expect(model.nextEvent == 123)
  }

  @Test("stands still while it is off, and goes on from there")
  func stops() {
    var model = counting()
    let off = model.store(6, at: Self.control, cycle: 104)
    let standing = [model.load(Self.current, at: 104), model.load(Self.current, at: 500)]
    let on = model.store(7, at: Self.control, cycle: 500)
    #expect(off == nil && on == nil)
    #expect(standing == [6, 6])
    #expect(model.nextEvent == 506)
  }

  @Test("raises no interrupt without TICKINT")
  func interrupt() {
    var model = counting()
    #expect(model.raisesInterrupt)
    let fault = model.store(5, at: Self.control, cycle: 101)
    #expect(fault == nil)
    #expect(!model.raisesInterrupt)
  }

  @Test("never gets to 0 with a reload value of 0")
  func noReload() {
    var model = counting()
    _ = model.store(0, at: Self.reload, cycle: 105)
    #expect(model.nextEvent == nil)
  }

  @Test(
    "refuses reserved bits, a clock that it has not, and registers that are none",
    arguments: [(0x10, 1 << 3), (0x10, 1), (0x14, 1 << 24), (0x1C, 0), (0x20, 0)] as [(Int, UInt32)]
  )
  func refusals(offset: Int, value: UInt32) {
    var model = SysTickModel()
    let fault = model.store(value, at: offset, cycle: 0)
    #expect(fault != nil)
  }
}
