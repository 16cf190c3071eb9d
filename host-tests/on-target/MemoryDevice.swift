import NetStack

/// A network device of two frames: the next to receive and the last sent.
struct MemoryDevice: LinkDevice, ~Copyable {
  var hardwareAddress: [6 of UInt8] { TestFrame.ownHardware.octets }
  var capabilities: DeviceCapabilities { DeviceCapabilities() }
  var linkState: LinkState { .up(.megabits100, .full) }
  private(set) var counters = DeviceCounters()

  var received = TestFrame()
  private(set) var transmitted = TestFrame()
  private var isWaiting = false
  private var verifiedChecksums: ChecksumSet = []

  /// Offers `received` to the stack, once.
  /// - Parameter isVerified: says of all checksums that they are right, even when they are not.
  mutating func offer(isVerified: Bool = false) {
    isWaiting = true
    verifiedChecksums = isVerified ? [.ipv4Header, .icmpv4, .udp] : []
  }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard isWaiting else { return false }
    isWaiting = false
    counters.receivedFrames &+= 1
    let frame = ReceivedFrame(received.bytes, verifiedChecksums: verifiedChecksums)
    let receipt = body(frame, TransmitSlot(transmitted.room))
    finish(receipt.length)
    return true
  }

  mutating func transmit(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool {
    let receipt = body(TransmitSlot(transmitted.room))
    finish(receipt.length)
    return true
  }

  private mutating func finish(_ length: Int) {
    guard length > 0 else { return }
    transmitted.setCount(length)
    counters.transmittedFrames &+= 1
  }

  mutating func join(multicast address: [6 of UInt8]) -> Bool { true }
  mutating func leave(multicast address: [6 of UInt8]) {}
}
