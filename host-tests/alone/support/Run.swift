import CortexM
import Drivers
import NetStack
import Text

/// A run of the image: all frames, each in a poll of its own, and then a time without any, until all
/// that was begun is given up.
enum Run {
  /// - Returns: how deep the stack went below the caller, and how deep before, at the start.
  @inline(__always)
  static func measure(_ poll: (Instant) -> Void) -> (poll: UInt, start: UInt) {
    var now = Instant.start
    let start = MainStack.highWaterMark
    let top = MainStack.pointer
    MainStack.paint()
    for _ in 0..<2000 {
      now = now + .milliseconds(10)
      poll(now)
    }
    for _ in 0..<200 {
      now = now + .seconds(1)
      poll(now)
    }
    return (MainStack.depth(below: top), start)
  }

  /// Writes the figures to the console and ends.
  /// - Parameter packetRoom: the bytes of the image's RAM that are room for packets.
  @inline(never)
  static func report(_ counters: DeviceCounters, depth: (poll: UInt, start: UInt), packetRoom: Int)
  {
    var console = unsafe CMSDKUART(
      bus: MemoryMappedBus(baseAddress: 0x4000_4000), baudDivisor: 217)
    console.writeLine("received", counters.receivedFrames)
    console.writeLine("sent", counters.transmittedFrames)
    console.writeLine("poll", UInt32(truncatingIfNeeded: depth.poll))
    console.writeLine(
      "stack", UInt32(truncatingIfNeeded: max(depth.start, MainStack.highWaterMark)))
    console.writeLine("room", UInt32(truncatingIfNeeded: packetRoom))
    Semihosting.exit(code: 0)
  }
}
