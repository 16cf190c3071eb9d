import CortexM
import Drivers
import NetStack
import Text

/// A run of the image: all frames, each in a poll of its own, and then a time without any, until all
/// that was begun is given up.
enum Run {
  /// - Parameter poll: polls once, in a frame of its own, and returns where that ends.
  /// - Returns: how deep the stack went below that frame, and how deep before, at the start.
  @inline(__always)
  static func measure(_ poll: (Instant) -> UInt) -> (poll: UInt, start: UInt) {
    var now = Instant.start
    var top = MainStack.pointer
    let start = MainStack.highWaterMark
    MainStack.paint()
    for _ in 0..<2000 {
      now = now + .milliseconds(10)
      top = poll(now)
    }
    for _ in 0..<200 {
      now = now + .seconds(1)
      top = poll(now)
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
