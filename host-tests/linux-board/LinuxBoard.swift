import Appliance
import Glibc
import NetStack
import TAP
import Text

/// Linux as a board: standard output for its console, the monotonic clock, and a sleep that a frame
/// on the TAP ends.
struct LinuxBoard: ApplianceBoard, ~Copyable {
  static var name: StaticString { "Linux" }

  private let tap: TAPFile
  private let start = LinuxBoard.uptime
  private var console = ConsoleStream(descriptor: STDOUT_FILENO)

  init(wokenBy tap: TAPFile) {
    self.tap = tap
  }

  mutating func write(byte: UInt8) {
    console.write(byte: byte)
  }

  var now: Instant { Instant(microseconds: Self.uptime &- start) }

  mutating func sleep(until deadline: Instant?) {
    // Nothing wakes a reader when the interface is set down, so that is looked for once a second.
    var milliseconds: Int32 = 1000
    if let deadline {
      // Rounded up, so as not to wake before the deadline.
      let wait = min(deadline.since(now).microseconds, 1_000_000)
      milliseconds = Int32((wait + 999) / 1000)
    }
    tap.awaitFrame(milliseconds: milliseconds)
  }

  /// Microseconds.
  private static var uptime: UInt64 {
    var time = timespec()
    // The kernel fills in the structure, which lives through the call. The clock is always there.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
  }
}
