import Testing
import Thumb

@testable import nucleo_simulator

/// Exceptions as instructions see them (ARMv7-M ARM §B1.5).
@Suite("The simulator's processor")
struct ProcessorTests {
  private typealias Bench = ProcessorBench

  private static let timer = ExceptionNumber.firstInterrupt + 28
  private static let console = ExceptionNumber.firstInterrupt + 39

  /// movs r0, #0x11, then a loop with interrupts on.
  private static let thread: [UInt16] = [0x2011, Thumb.unmaskInterrupts]

  @Test("goes from one handler to the next without unstacking, in the order of priorities")
  func tailChaining() throws {
    // movs r0, #0x55
    let first = Bench.log(39) + [0x2055]
    let second = Bench.log(28) + Bench.log(register: 0)
    let bench = try Bench(Self.thread, handlers: [Self.console: first, Self.timer: second])
    bench.enable(28, priority: 0x20)
    bench.enable(39, priority: 0x10)
    bench.pend(28)
    bench.pend(39)
    #expect(bench.run() == .timeout)
    // The second finds what the first has left in R0, not the thread's.
    #expect(bench.log(4) == [39, 28, 0x55, 0])
  }

  @Test("gives the thread its registers back")
  func unstacking() throws {
    // movs r0, #0x55 in the handler; in the thread a nop, where it is taken.
    let bench = try Bench(
      Self.thread + [Thumb.nop] + Bench.log(register: 0),
      handlers: [Self.timer: Bench.log(28) + [0x2055]])
    bench.enable(28, priority: 0)
    bench.pend(28)
    bench.run()
    #expect(bench.log(3) == [28, 0x11, 0])
  }

  @Test(
    "preempts a handler for a higher priority only",
    arguments: [(0x10, [1, 3, 2]), (0x20, [1, 2, 3])] as [(UInt8, [UInt8])])
  func preemption(priority: UInt8, order: [UInt8]) throws {
    // STIR
    let timer = Bench.log(1) + Thumb.store(39, at: 0xE000_EF00) + Bench.log(2)
    let bench = try Bench(
      Self.thread, handlers: [Self.timer: timer, Self.console: Bench.log(3)])
    bench.enable(28, priority: 0x20)
    bench.enable(39, priority: priority)
    bench.pend(28)
    bench.run()
    #expect(bench.log(4) == order + [0])
  }

  @Test("returns from a nested handler to a handler, and from the first to the thread")
  func returnCodes() throws {
    // mov r1, lr
    let code: [UInt16] = [0x4671] + Bench.log()
    let bench = try Bench(
      Self.thread,
      handlers: [
        Self.timer: code + Thumb.store(39, at: 0xE000_EF00) + code, Self.console: code,
      ])
    bench.enable(28, priority: 0x20)
    bench.enable(39, priority: 0x10)
    bench.pend(28)
    bench.run()
    #expect(bench.log(4) == [0xF9, 0xF1, 0xF9, 0])
  }

  @Test("stacks on eight bytes, and undoes it")
  func alignment() throws {
    // sub sp, #4; and back in the thread: mov r1, sp
    let thread: [UInt16] = [0xB081, Thumb.unmaskInterrupts, Thumb.nop, 0x4669]
    let bench = try Bench(
      thread + Bench.log(), handlers: [Self.timer: [0x4669] + Bench.log()])
    bench.enable(28, priority: 0)
    bench.pend(28)
    bench.run()
    // From 0x20000FFC down to 0x20000FF8, and eight words.
    #expect(bench.log(3) == [0xD8, 0xFC, 0])
  }

  @Test("takes nothing while PRIMASK is set, yet wakes for it")
  func masking() throws {
    let bench = try Bench(
      [Thumb.waitForInterrupt] + Bench.log(1) + [Thumb.unmaskInterrupts, Thumb.nop] + Bench.log(3),
      handlers: [Self.timer: Bench.log(2)])
    bench.enable(28, priority: 0)
    #expect(bench.run() == .sleep)
    #expect(!bench.processor.isWoken)
    bench.pend(28)
    #expect(bench.processor.isWoken)
    #expect(bench.run() == .timeout)
    #expect(bench.log(4) == [1, 2, 3, 0])
  }

  @Test("is not woken by an interrupt that is not enabled")
  func notEnabled() throws {
    let bench = try Bench([Thumb.waitForInterrupt])
    #expect(bench.run() == .sleep)
    bench.pend(28)
    #expect(!bench.processor.isWoken)
  }

  @Test("takes an interrupt again whose line stays high")
  func level() throws {
    let bench = try Bench(Self.thread, handlers: [Self.timer: Bench.log(28)])
    bench.enable(28, priority: 0)
    bench.chip.setInterrupt(28, true)
    bench.run()
    #expect(bench.log(3) == [28, 28, 28])
  }

  @Test("escalates a fault that is not enabled to HardFault", arguments: [false, true])
  func escalation(isEnabled: Bool) throws {
    let bench = try Bench(
      [Thumb.undefined],
      handlers: [
        ExceptionNumber.hardFault: Bench.log(3) + [Thumb.stay],
        ExceptionNumber.usageFault: Bench.log(6) + [Thumb.stay],
      ])
    // Interrupts are masked, which faults are not but for this: PRIMASK is 0 again.
    let unmasked = try Bench(
      [Thumb.unmaskInterrupts, Thumb.undefined],
      handlers: [
        ExceptionNumber.hardFault: Bench.log(3) + [Thumb.stay],
        ExceptionNumber.usageFault: Bench.log(6) + [Thumb.stay],
      ])
    for bench in [bench, unmasked] where isEnabled {
      bench.chip.store(0b111 << 16, at: 0xE000_ED24, size: 4)
    }
    bench.run()
    unmasked.run()
    // With PRIMASK set no configurable fault can be taken.
    #expect(bench.log(2) == [3, 0])
    #expect(unmasked.log(2) == [isEnabled ? 6 : 3, 0])
    #expect(unmasked.chip.system.configurableFaultStatus == 1 << 16)
    #expect(unmasked.chip.system.hardFaultStatus == (isEnabled ? 0 : 1 << 30))
  }

  @Test("tells where the memory is that is not there")
  func busFault() throws {
    // ldr r1, [r2]
    let bench = try Bench(
      [Thumb.unmaskInterrupts] + Thumb.load(0x3000_0010, into: 2) + [0x6811],
      handlers: [ExceptionNumber.busFault: Bench.log(5) + [Thumb.stay]])
    bench.chip.store(0b111 << 16, at: 0xE000_ED24, size: 4)
    bench.run()
    #expect(bench.log(2) == [5, 0])
    // PRECISERR and BFARVALID.
    #expect(bench.chip.system.configurableFaultStatus == 1 << 9 | 1 << 15)
    #expect(bench.chip.system.busFaultAddress == 0x3000_0010)
  }

  @Test("locks up at a fault in the handler of HardFault")
  func lockup() throws {
    let bench = try Bench(
      [Thumb.undefined], handlers: [ExceptionNumber.hardFault: [Thumb.undefined]])
    #expect(bench.run() == .lockup("a fault within the handler of a fault"))
  }

  @Test("stops at the instruction that breaks a rule")
  func violation() throws {
    let bench = try Bench(Thumb.store(1, at: 0x4000_0000))
    #expect(bench.run() == .violation)
    // Behind cpsid, movw, movt and what loads the registers: str r1, [r2].
    #expect(bench.processor.faultAddress == 0x0800_0200 + 2 + 8 + 16)
  }
}
