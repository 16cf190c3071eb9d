public import Link

extension LAN9118 where Bus: ~Copyable {
  /// While the link is down a slot is always free, and what is sent is discarded and counted.
  public mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard hasRoomToTransmit() else { return false }
    transmit(body(TransmitSlot(transmitted.mutableBytes(capabilities.maximumFrameSize))))
    return true
  }

  /// Whether the FIFO takes a frame of full length.
  mutating func hasRoomToTransmit() -> Bool {
    guard linkState.isUp else { return true }
    let level = drainTransmitStatuses()
    // Two command words and the frame.
    let needed = 8 + 4 * FrameBuffer.wordCount(capabilities.maximumFrameSize)
    guard level.freeBytes < needed else {
      refusals = 0
      return true
    }
    counters.transmitNoRoom &+= 1
    refusals += 1
    // At 10 Mbit/s a frame can collide for 0.4 s before the chip gives up on it. A million
    // refusals in a row take that long and more; then the transmitter is stuck.
    if refusals >= 1_000_000 { recover() }
    return false
  }

  /// Counts the frames whose fate is known.
  @discardableResult
  mutating func drainTransmitStatuses() -> TransmitFIFOLevel {
    let level = TransmitFIFOLevel(rawValue: bus.load(LAN9118Register.transmitFIFOLevel))
    for _ in 0..<level.statuses {
      counters.count(TransmitStatus(rawValue: bus.load(LAN9118Register.transmitStatus)))
    }
    return level
  }

  mutating func transmit(_ receipt: consuming TransmitReceipt) {
    let length = min(receipt.length, capabilities.maximumFrameSize)
    guard length > 0 else { return }
    guard linkState.isUp else {
      counters.transmitLinkDown &+= 1
      return
    }
    let frameLength = pad(length)
    push(frameLength, tag: UInt32(truncatingIfNeeded: frameLength))
  }

  /// Fills a frame with zeros up to the 60 bytes that the medium wants at least, without the
  /// check sequence (IEEE 802.3 §4.2.3.3). Otherwise it would carry bytes of an earlier one.
  private mutating func pad(_ length: Int) -> Int {
    guard length < 60 else { return length }
    var frame = transmitted.mutableBytes(60)
    for i in length..<60 { frame[i] = 0 }
    return 60
  }

  /// Writes the first `length` bytes of `transmitted` to the FIFO as one frame in one buffer.
  /// There must be room. The chip repeats the tag in the frame's status.
  mutating func push(_ length: Int, tag: UInt32) {
    let frameLength = UInt32(truncatingIfNeeded: length)
    let offset = UInt32(truncatingIfNeeded: FrameBuffer.offset) << 16
    let firstAndLast: UInt32 = 1 << 13 | 1 << 12
    bus.store(offset | firstAndLast | frameLength, at: LAN9118Register.transmitData)
    bus.store(tag << 16 | frameLength, at: LAN9118Register.transmitData)
    let words = transmitted.words.span.extracting(first: FrameBuffer.wordCount(length))
    bus.store(words, toPort: LAN9118Register.transmitData)
    // QEMU looks at its interrupt line only after a write to a register other than the FIFO.
    bus.store(0, at: LAN9118Register.interruptStatus)
  }
}
