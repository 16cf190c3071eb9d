public import Link

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Lends the frame where the DMA put it, and the buffer that the answer will leave from. Of bad
  /// frames, as many as the ring holds are dropped on the way to a good one.
  public mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard isOperational, let descriptor = findFrame(), hasRoomToTransmit() else { return false }
    // The check sequence is in the buffer too.
    let length = descriptor.length &- 4
    let verified = verifiedChecksums(descriptor)
    counters.receivedFrames &+= 1
    counters.receivedBytes &+= UInt32(truncatingIfNeeded: length)
    let source = receiveBuffer(received)
    let target = transmitBuffer(transmitted)
    let receipt = memory.lend(
      reading: source..<source &+ length, writing: target..<target &+ maximumFrameSize
    ) { frame, room in
      // In one expression, both make the compiler's cross-module optimization abort (Swift 6.3.1).
      let lent = ReceivedFrame(frame, verifiedChecksums: verified)
      let slot = TransmitSlot(room)
      return body(lent, slot)
    }
    giveBackReceived()
    demandReceive()
    transmit(receipt)
    return true
  }

  var maximumFrameSize: Int { 1514 }

  /// Whether a descriptor has come back from the DMA.
  mutating func isFrameWaiting() -> Bool {
    !ReceiveDescriptor(status: memory.load(receiveDescriptor(received))).isOwnedByDMA
  }

  /// Gives descriptors of bad frames back until one holds a good frame, which stays where it is.
  mutating func findFrame() -> ReceiveDescriptor? {
    var hasDropped = false
    defer { if hasDropped { demandReceive() } }
    for _ in 0..<receiveDescriptors {
      let descriptor = ReceiveDescriptor(status: memory.load(receiveDescriptor(received)))
      guard !descriptor.isOwnedByDMA else { return nil }
      memory.orderAccesses()
      if isGood(descriptor) { return descriptor }
      giveBackReceived()
      hasDropped = true
    }
    return nil
  }

  /// Counts what is wrong with a frame that is not good.
  private mutating func isGood(_ descriptor: ReceiveDescriptor) -> Bool {
    guard isWhole(descriptor) else { return false }
    if descriptor.isCut {
      statistics.truncatedFrames &+= 1
      return false
    }
    if let fault = descriptor.fault {
      // The hardware counts bad check sequences itself.
      if fault != .crc { counters.count(fault) }
      return false
    }
    if descriptor.isError, !verdict(descriptor).isFailure {
      counters.receiveMediumErrors &+= 1
      return false
    }
    guard descriptor.length >= 14 + 4 else {
      counters.receiveRunts &+= 1
      return false
    }
    guard descriptor.length <= maximumFrameSize &+ 4 else {
      counters.receiveTooLong &+= 1
      return false
    }
    return true
  }

  /// Whether a descriptor holds a frame from its beginning to its end. One that takes several is
  /// longer than any should be; one that begins and does not end was cut off by a full FIFO.
  private mutating func isWhole(_ descriptor: ReceiveDescriptor) -> Bool {
    if descriptor.isFirst {
      if isInsideFrame { statistics.truncatedFrames &+= 1 }
      isInsideFrame = !descriptor.isLast
      return descriptor.isLast
    }
    if descriptor.isLast {
      if isInsideFrame {
        counters.receiveTooLong &+= 1
      } else {
        statistics.truncatedFrames &+= 1
      }
      isInsideFrame = false
    }
    return false
  }

  private mutating func verifiedChecksums(_ descriptor: ReceiveDescriptor) -> ChecksumSet {
    let verdict = verdict(descriptor)
    if verdict.isFailure { statistics.receiveChecksumFailures &+= 1 }
    return verdict.verifiedChecksums
  }

  /// What the checksum engine found in the frame of the current descriptor, where it may be asked.
  private mutating func verdict(_ descriptor: ReceiveDescriptor) -> ReceiveVerdict {
    guard usesChecksumOffload, descriptor.hasExtendedStatus else {
      return ReceiveVerdict(rawValue: 0)
    }
    return ReceiveVerdict(
      rawValue: memory.load(receiveDescriptor(received) &+ Ring.extendedStatus))
  }

  /// Returns the descriptor to the DMA, which changed nothing of it but its status.
  mutating func giveBackReceived() {
    memory.orderAccesses()
    memory.store(ReceiveDescriptor.own, at: receiveDescriptor(received))
    returned &+= 1
    received = received &+ 1 == receiveDescriptors ? 0 : received &+ 1
  }

  /// Makes a receiver that ran out of descriptors look again; one that did not ignores it
  /// (RM0090 §33.6.6). Asking first whether it is suspended would leave a gap.
  mutating func demandReceive() {
    memory.completeAccesses()
    bus.store(0, at: ETHRegister.receivePollDemand)
  }
}
