import Link

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// A counter that is half full would interrupt until it is read (RM0090 §33.4.10). They are read
  /// in time, and start from zero whenever they are.
  mutating func maskCounterInterrupts() {
    bus.store(1 << 17 | 1 << 6 | 1 << 5, at: ETHRegister.counterReceiveMask)
    bus.store(1 << 21 | 1 << 15 | 1 << 14, at: ETHRegister.counterTransmitMask)
    let resetOnRead: UInt32 = 1 << 2
    bus.store(resetOnRead, at: ETHRegister.counterControl)
  }

  /// Adds what the hardware has counted since the last time.
  mutating func gatherCounters() {
    statistics.sentGood &+= take(ETHRegister.sentGood)
    statistics.sentAfterOneCollision &+= take(ETHRegister.sentAfterOneCollision)
    statistics.sentAfterCollisions &+= take(ETHRegister.sentAfterCollisions)
    statistics.receivedGoodUnicast &+= take(ETHRegister.receivedGoodUnicast)
    let crcErrors = take(ETHRegister.receivedCRCErrors)
    statistics.receivedCRCErrors &+= crcErrors
    counters.receiveCRCErrors &+= UInt32(truncatingIfNeeded: crcErrors)
    let alignmentErrors = take(ETHRegister.receivedAlignmentErrors)
    statistics.receivedAlignmentErrors &+= alignmentErrors
    counters.receiveMediumErrors &+= UInt32(truncatingIfNeeded: alignmentErrors)
    gatherMissedFrames()
  }

  private mutating func gatherMissedFrames() {
    // Reading clears it.
    let missed = bus.load(ETHRegister.missedFrames)
    let byFIFO = missed >> 17 & 0x7FF
    let withoutDescriptor = missed & 0xFFFF
    statistics.missedByFIFO &+= UInt64(byFIFO)
    statistics.missedWithoutDescriptor &+= UInt64(withoutDescriptor)
    if missed & (1 << 28 | 1 << 16) != 0 { statistics.missedCountsLost &+= 1 }
    counters.receiveOverruns &+= byFIFO &+ withoutDescriptor
  }

  private mutating func take(_ counter: Int) -> UInt64 { UInt64(bus.load(counter)) }
}
