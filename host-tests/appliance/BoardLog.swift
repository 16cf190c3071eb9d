import Appliance
import NetStack
import Text

/// What an appliance did with its board, and the board's clock. The test keeps it, the appliance
/// owns the board.
final class BoardLog {
  var now = Instant(microseconds: 5_000_000)
  /// The deadline of each sleep.
  private(set) var sleeps: [Instant?] = []
  private var console = Collector()

  /// What was written since the last call.
  func takeText() -> String {
    defer { console = Collector() }
    return console.text
  }

  func takeSleeps() -> [Instant?] {
    defer { sleeps = [] }
    return sleeps
  }

  fileprivate func write(_ byte: UInt8) { console.write(byte: byte) }
  fileprivate func sleep(_ deadline: Instant?) { sleeps.append(deadline) }
}

/// A board whose time stands still and whose sleep ends at once.
struct FakeBoard: ApplianceBoard, ~Copyable {
  static var name: StaticString { "a fake board" }
  static var stackHighWaterMark: UInt32? { 1400 }

  let log: BoardLog

  var now: Instant { log.now }

  mutating func sleep(until deadline: Instant?) { log.sleep(deadline) }
  mutating func write(byte: UInt8) { log.write(byte) }
}
