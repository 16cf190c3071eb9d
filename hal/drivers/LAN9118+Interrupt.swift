import Link

extension LAN9118 where Bus: ~Copyable {
  /// Lets the chip raise its interrupt line, for received frames, changes of the link and errors.
  public mutating func enableInterrupts() {
    enabledInterrupts = .used
    bus.store(enabledInterrupts.rawValue, at: LAN9118Register.interruptEnable)
  }

  /// Acknowledges what the chip has raised, and looks again for what an acknowledgement could
  /// have hidden.
  ///
  /// QEMU raises RSFL when a frame arrives, not while one waits: only a look at the FIFO after
  /// the acknowledgement loses no frame.
  /// - Returns: whether there is work: call `receive` and `updateLink` before sleeping.
  public mutating func rearmInterrupt() -> Bool {
    guard isOperational else { return false }
    let raised = LAN9118Interrupts(rawValue: bus.load(LAN9118Register.interruptStatus))
    bus.store(raised.rawValue, at: LAN9118Register.interruptStatus)
    if raised.contains(.phy) { linkUpdateIsDue = true }
    // RX_DROP starts again from zero when read.
    counters.receiveOverruns &+= bus.load(LAN9118Register.droppedFrames)
    drainTransmitStatuses()
    count(errors: raised)
    let level = receiveLevel()
    if residue.isStuck(level) { recover() }
    return level.frames > 0 || linkUpdateIsDue
  }

  /// Both errors mean that what is in a FIFO no longer fits what is expected of it (LAN9118
  /// datasheet, "Receiver Errors" and "Transmitter Errors").
  @inline(__always)
  private mutating func count(errors raised: LAN9118Interrupts) {
    guard !raised.isDisjoint(with: .errors) else { return }
    if raised.contains(.receiverError) { counters.receiveOverruns &+= 1 }
    if raised.contains(.transmitterError) { counters.transmitErrors &+= 1 }
    recover()
  }
}
