import Drivers
import NetStack
import Text

/// The seed of the interface's numbers.
enum RandomSeed {
  /// How often the generator failed. Written at the start, by the only thread.
  nonisolated(unsafe) private(set) static var errors: UInt32 = 0

  /// 64 true random bits. When the generator is broken, which is said, what is left is to differ from
  /// other boards and, a little, from the last start.
  static func draw(_ board: inout NucleoF429ZI) -> UInt64 {
    var controller = Peripherals.clockController()
    controller.enable(.randomNumberGenerator)
    var generator = STM32RandomNumberGenerator(bus: Peripherals.randomNumbers)
    // An error restarts the generator, and three in a row are no accident.
    for attempt in 1...3 {
      do {
        let high = try generator.next()
        let low = try generator.next()
        return UInt64(high) << 32 | UInt64(low)
      } catch {
        unsafe errors &+= 1
        if attempt == 3 {
          LED.red.set(true)
          board.write("warning: no random numbers: ")
          board.writeLine(error.explanation)
        }
      }
    }
    let words = NucleoF429ZI.uniqueID.words
    return UInt64(words[0]) << 32 ^ UInt64(words[1]) << 16 ^ UInt64(words[2])
      ^ board.now.microseconds
  }
}

extension STM32RandomError {
  var explanation: StaticString {
    switch self {
    case .clock: "the generator's clock is too slow"
    case .seed: "the noise source is stuck"
    case .timeout: "the generator does not answer"
    case .repetition: "the generator repeats itself"
    }
  }
}
