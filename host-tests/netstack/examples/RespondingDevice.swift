import Link

/// A device whose other end is in the test's hands after it was given away.
struct RespondingDevice: LinkDevice {
  final class Peer {
    /// The frames that the device has for the stack.
    var arriving: [[UInt8]]
    private(set) var sent: [[UInt8]] = []
    /// What comes back for a frame that was sent.
    var respond: ([UInt8]) -> [[UInt8]] = { _ in [] }

    init(sending frames: [[UInt8]]) {
      arriving = frames
    }

    var isIdle: Bool { arriving.isEmpty }

    fileprivate func take(_ frame: [UInt8]) {
      sent.append(frame)
      arriving += respond(frame)
    }
  }

  let peer: Peer
  let hardwareAddress: [6 of UInt8] = [2, 0, 0, 0, 0, 2]
  let capabilities = DeviceCapabilities()
  let linkState = LinkState.up(.megabits100, .full)
  let counters = DeviceCounters()

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard !peer.arriving.isEmpty else { return false }
    let frame = peer.arriving.removeFirst()
    return lend { slot in body(ReceivedFrame(frame.span, verifiedChecksums: []), slot) }
  }

  mutating func transmit(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool {
    lend(body)
  }

  private func lend(_ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt) -> Bool {
    var memory = [UInt8](repeating: 0xA5, count: capabilities.maximumFrameSize)
    let receipt = body(TransmitSlot(memory.mutableSpan))
    if receipt.length > 0 { peer.take(Array(memory[..<receipt.length])) }
    return true
  }

  mutating func join(multicast address: [6 of UInt8]) -> Bool { true }
  mutating func leave(multicast address: [6 of UInt8]) {}
}
