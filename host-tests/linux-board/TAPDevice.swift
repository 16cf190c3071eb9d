import Appliance
import Glibc
import Link
import TAP

/// A TAP of Linux as the appliance's network device: what the kernel sends there is received, and
/// what is transmitted reaches the kernel as if it came in over a cable (Linux,
/// Documentation/networking/tuntap.rst).
///
/// It has one buffer each way. A frame is written out before the call that built it returns, so
/// there is always room to reply.
struct TAPDevice: ApplianceDevice, ~Copyable {
  let hardwareAddress: [6 of UInt8]
  let capabilities = DeviceCapabilities()
  private(set) var linkState = LinkState.down
  private(set) var counters = DeviceCounters()

  private let file: TAPFile
  /// One byte more than the longest frame, to tell what is longer.
  private var received = InlineArray<1515, UInt8>(repeating: 0)
  private var outgoing = InlineArray<1514, UInt8>(repeating: 0)

  init(_ file: TAPFile, hardwareAddress: [6 of UInt8]) {
    self.file = file
    self.hardwareAddress = hardwareAddress
    followLink()
  }

  mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    while let length = readFrame() {
      guard length <= capabilities.maximumFrameSize else {
        counters.receiveTooLong &+= 1
        continue
      }
      counters.receivedFrames &+= 1
      counters.receivedBytes &+= UInt32(truncatingIfNeeded: length)
      let receipt = body(
        ReceivedFrame(received.span.extracting(first: length)),
        TransmitSlot(outgoing.mutableSpan))
      settle(receipt)
      return true
    }
    return false
  }

  mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    let receipt = body(TransmitSlot(outgoing.mutableSpan))
    settle(receipt)
    return true
  }

  /// A TAP hands on frames to all groups.
  mutating func join(multicast address: [6 of UInt8]) -> Bool { true }

  mutating func leave(multicast address: [6 of UInt8]) {}

  /// A frame that waits ends the sleep at once, so none has to be looked for here.
  mutating func prepareToSleep() -> Bool {
    followLink()
    return false
  }

  private mutating func followLink() {
    let current: LinkState = file.isUp ? .up(.megabits100, .full) : .down
    guard current != linkState else { return }
    linkState = current
    counters.linkChanges &+= 1
  }

  /// - Returns: nil when no frame waits.
  private mutating func readFrame() -> Int? {
    var bytes = received.mutableSpan
    return file.read(into: &bytes)
  }

  private mutating func settle(_ receipt: consuming TransmitReceipt) {
    guard receipt.length > 0 else { return }
    let length = pad(receipt.length)
    guard linkState.isUp else {
      counters.transmitLinkDown &+= 1
      return
    }
    guard file.write(outgoing.span.extracting(first: length)) else {
      counters.transmitErrors &+= 1
      return
    }
    counters.transmittedFrames &+= 1
    counters.transmittedBytes &+= UInt32(truncatingIfNeeded: length)
  }

  /// Fills up to the shortest frame of the medium (IEEE 802.3 §4.2.8, without the frame check
  /// sequence).
  private mutating func pad(_ length: Int) -> Int {
    let minimum = 60
    guard length < minimum else { return length }
    for index in length..<minimum { outgoing[index] = 0 }
    return minimum
  }
}
