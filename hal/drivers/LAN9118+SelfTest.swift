import Link

extension LAN9118 where Bus: ~Copyable {
  /// Sends a frame to itself through the PHY's loopback: proof that FIFOs, MAC and PHY work,
  /// without a cable.
  ///
  /// The link is down meanwhile and renegotiates afterwards, which takes seconds in silicon.
  /// Frames that wait to be received are dropped as overruns.
  /// - Returns: whether the frame came back intact.
  public mutating func loopbackSelfTest() -> Bool {
    guard isOperational else { return false }
    linkUpdateIsDue = true
    var passed = false
    do throws(LAN9118Error) {
      // Loopback at 10 Mbit/s, full duplex.
      try storePHY(1 << 14 | 1 << 8, at: .control)
      changeLink(to: .down)
      try applyMACControl()
      // The first frames may be lost while the PHY settles.
      for _ in 0..<10 where !passed { passed = exchangeTestFrame() }
      try startNegotiation()
    } catch {
      recover()
    }
    return passed
  }

  /// The most frames that the status FIFO has room for: a chip that claims more lies.
  private static var longestBacklog: Int { 176 }

  private mutating func exchangeTestFrame() -> Bool {
    let length = 256
    let room = drainTransmitStatuses().freeBytes
    guard room >= 8 + 4 * FrameBuffer.wordCount(length) else { return false }
    writeTestFrame(length)
    push(length, tag: TransmitStatus.testTag)
    // 0.2 ms at 10 Mbit/s; this is 0.9 ms or more (45 ns each).
    var others = 0
    for _ in 0..<20_000 where others < Self.longestBacklog {
      let level = receiveLevel()
      guard level.frames > 0 else { continue }
      guard let received = takeFrame(level) else { return false }
      if received == length, isTestFrameIntact(length) { return true }
      others += 1
      counters.receiveOverruns &+= 1
      waitForReceiveLevel()
    }
    return false
  }

  /// To and from this station, with the EtherType for local experiments (IEEE 802 §9.2.4).
  private mutating func writeTestFrame(_ length: Int) {
    let address = hardwareAddress
    var frame = transmitted.mutableBytes(length)
    for i in frame.indices { frame[i] = UInt8(truncatingIfNeeded: i &* 0x9D) }
    for i in address.indices {
      frame[i] = address[i]
      frame[6 + i] = address[i]
    }
    frame[12] = 0x88
    frame[13] = 0xB5
  }

  private mutating func isTestFrameIntact(_ length: Int) -> Bool {
    let sent = transmitted.bytes(length)
    let came = received.bytes(length)
    for i in 0..<length where sent[i] != came[i] { return false }
    return true
  }
}
