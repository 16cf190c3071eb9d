public import Link

extension LAN9118 where Bus: ~Copyable {
  /// At most 176 bad frames, as many as the chip can hold, are dropped on the way to a good one.
  public mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard isOperational else { return false }
    let level = receiveLevel()
    guard level.frames > 0, hasRoomToTransmit(), let length = takeFrame(level) else { return false }
    counters.receivedFrames &+= 1
    counters.receivedBytes &+= UInt32(truncatingIfNeeded: length)
    let receipt = body(
      ReceivedFrame(received.bytes(length)),
      TransmitSlot(transmitted.mutableBytes(capabilities.maximumFrameSize)))
    transmit(receipt)
    return true
  }

  mutating func receiveLevel() -> ReceiveFIFOLevel {
    ReceiveFIFOLevel(rawValue: bus.load(LAN9118Register.receiveFIFOLevel))
  }

  /// Moves the oldest good frame from the FIFO to `received`, dropping the bad ones before it.
  /// - Returns: its length without the frame check sequence; nil when there is none.
  mutating func takeFrame(_ level: ReceiveFIFOLevel) -> Int? {
    var level = level
    for _ in 0..<176 {
      guard level.frames > 0 else { return nil }
      let status = ReceiveStatus(rawValue: bus.load(LAN9118Register.receiveStatus))
      // A frame longer than all that waits, or shorter than its check sequence: status and data
      // no longer agree about where a frame starts.
      guard status.length >= 4, status.length <= level.bytes else {
        recover()
        return nil
      }
      if let length = take(status) { return length }
      waitForReceiveLevel()
      level = receiveLevel()
    }
    return nil
  }

  private mutating func take(_ status: ReceiveStatus) -> Int? {
    let words = FrameBuffer.wordCount(status.length)
    let length = status.length - 4
    if let fault = status.fault ?? lengthFault(length) {
      counters.count(fault)
      // By reads: RX_FFWD needs four words at least, and leaves QEMU's FIFO out of step.
      for _ in 0..<words { _ = bus.load(LAN9118Register.receiveData) }
      return nil
    }
    var frame = received.words.mutableSpan
    var taken = frame._mutatingExtracting(first: words)
    bus.load(&taken, fromPort: LAN9118Register.receiveData)
    return length
  }

  private mutating func lengthFault(_ length: Int) -> ReceiveFault? {
    if length < 14 { return .runt }
    return length > capabilities.maximumFrameSize ? .tooLong : nil
  }

  /// RX_FIFO_INF follows a read of the FIFOs after 135 ns, three reads of BYTE_TEST (LAN9118
  /// datasheet, "Special Restrictions on Back-to-Back Read Cycles").
  mutating func waitForReceiveLevel() {
    for _ in 0..<3 { _ = bus.load(LAN9118Register.byteTest) }
  }
}
