import Thumb

@testable import nucleo_simulator

/// A processor with a program of half-words in its flash, and what it logs.
///
/// It has executed three instructions: interrupts are masked, and R7 is at the log, to which the
/// program and the handlers append with `log`.
final class ProcessorBench {
  let chip = Chip()
  let processor: Processor

  private static let logAddress: UInt32 = 0x2000_2000

  /// Appends the lowest byte of a register: strb r1, [r7]; adds r7, #1.
  static func log(register: UInt16 = 1) -> [UInt16] { [0x7038 | register, 0x3701] }

  /// movs r1, #value; and appends it to the log.
  static func log(_ value: UInt16) -> [UInt16] { [0x2100 | value] + log() }

  /// - Parameter handlers: by the number of the exception; all others stay where they are.
  init(_ program: [UInt16], handlers: [Int: [UInt16]] = [:]) throws {
    processor = try Processor(chip: chip)
    var vectors = [UInt32](repeating: 0x0800_0C01, count: ExceptionNumber.count)
    vectors[0] = 0x2000_1000
    vectors[1] = 0x0800_0201
    place([Thumb.stay], at: 0x0800_0C00)
    let start = [Thumb.maskInterrupts] + Thumb.load(Self.logAddress, into: 7)
    place(start + program + [Thumb.stay], at: 0x0800_0200)
    for (number, handler) in handlers {
      let address = 0x0800_1000 + 0x80 * UInt32(number)
      vectors[number] = address | 1
      place(handler + [Thumb.returnFromHandler], at: address)
    }
    for (index, vector) in vectors.enumerated() {
      _ = chip.memory.setWord(vector, at: 0x0800_0000 + 4 * UInt32(index))
    }
    processor.reset(.power)
    run(cycles: 3)
  }

  private func place(_ halfWords: [UInt16], at address: UInt32) {
    let bytes = halfWords.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    _ = chip.memory.program(bytes, at: address)
  }

  /// Enables an interrupt with a priority.
  func enable(_ interrupt: Int, priority: UInt8) {
    let number = ExceptionNumber.firstInterrupt + interrupt
    chip.system.exceptions.setPriority(number, priority)
    chip.system.exceptions.setEnabled(number, true)
  }

  func pend(_ interrupt: Int) {
    chip.system.exceptions.setPending(ExceptionNumber.firstInterrupt + interrupt)
  }

  @discardableResult
  func run(cycles: UInt64 = 500) -> Processor.Halt {
    processor.run(until: chip.time.cycles + cycles)
  }

  /// The first bytes of the log.
  func log(_ count: Int) -> [UInt8] { chip.memory.read(count, at: Self.logAddress) ?? [] }
}
