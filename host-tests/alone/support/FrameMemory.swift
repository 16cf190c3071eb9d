public import NetStack
import PacketBenchmark

/// A network device that does nothing but hand over frames that lie in memory: those of a capture, one
/// after the other.
public struct FrameMemory: LinkDevice, ~Copyable {
  public private(set) var counters = DeviceCounters()
  // Behind the first frame, so that an image has no initial values.
  private var offset = 0

  public init() {}

  public var hardwareAddress: [6 of UInt8] { [0x02, 0, 0, 0, 0, 0x02] }
  public var capabilities: DeviceCapabilities { DeviceCapabilities() }
  public var linkState: LinkState { .up(.megabits100, .full) }

  @inline(__always)
  public mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard var file = CaptureFile(LoadedMemory.capture, from: CaptureFile.firstFrame &+ offset),
      let frame = file.next()
    else { return false }
    offset = file.offset &- CaptureFile.firstFrame
    counters.receivedFrames &+= 1
    note(
      LoadedMemory.withSlot { body(ReceivedFrame(frame), TransmitSlot($0.part(0..<1514))).length })
    return true
  }

  @inline(__always)
  public mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    note(LoadedMemory.withSlot { body(TransmitSlot($0.part(0..<1514))).length })
    return true
  }

  private mutating func note(_ length: Int) {
    if length > 0 { counters.transmittedFrames &+= 1 }
  }

  public mutating func join(multicast address: [6 of UInt8]) -> Bool { true }
  public mutating func leave(multicast address: [6 of UInt8]) {}
}
