public import Link

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// While the link is down a slot is always free, and what is sent is discarded and counted.
  public mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard hasRoomToTransmit() else { return false }
    let target = transmitBuffer(transmitted)
    let receipt = memory.lend(reading: 0..<0, writing: target..<target &+ maximumFrameSize) {
      _, room in body(TransmitSlot(room))
    }
    transmit(receipt)
    return true
  }

  /// Whether the next transmit descriptor is the processor's.
  mutating func hasRoomToTransmit() -> Bool {
    reclaim()
    guard outstanding >= transmitDescriptors else { return true }
    counters.transmitNoRoom &+= 1
    return false
  }

  /// Counts the frames whose fate is known, in the order in which they were sent: the DMA may
  /// fetch the second before it closes the first (OSF).
  mutating func reclaim() {
    while outstanding > 0 {
      let offset = transmitDescriptor(ago: outstanding)
      let descriptor = TransmitDescriptor(status: memory.load(offset))
      guard !descriptor.isOwnedByDMA else { return }
      let length = memory.load(offset &+ Ring.size) & 0x1FFF
      // The MAC pads a frame to 60 bytes.
      counters.count(descriptor, length: max(60, length))
      if descriptor.isUnderflow { statistics.transmitUnderflows &+= 1 }
      if descriptor.isJabber { statistics.transmitJabbers &+= 1 }
      if descriptor.isChecksumFailure { statistics.transmitChecksumFailures &+= 1 }
      outstanding &-= 1
      reclaimed &+= 1
    }
  }

  mutating func transmit(_ receipt: consuming TransmitReceipt) {
    let length = min(receipt.length, maximumFrameSize)
    guard length > 0 else { return }
    guard linkState.isUp else {
      counters.transmitLinkDown &+= 1
      return
    }
    push(length)
  }

  /// Gives the first `length` bytes of the next transmit buffer to the DMA.
  mutating func push(_ length: Int) {
    let offset = transmitDescriptor(transmitted)
    var status =
      TransmitDescriptor.own | TransmitDescriptor.wholeFrame | TransmitDescriptor.chained
      | prepareChecksums(length)
    outstanding &+= 1
    transmitted = transmitted &+ 1 == transmitDescriptors ? 0 : transmitted &+ 1
    // An interrupt is wanted only where somebody may wait for room: from the middle of the ring on.
    if outstanding &* 2 >= transmitDescriptors { status |= TransmitDescriptor.interrupt }
    memory.store(UInt32(truncatingIfNeeded: length), at: offset &+ Ring.size)
    memory.orderAccesses()
    memory.store(status, at: offset)
    demandTransmit()
  }

  private mutating func prepareChecksums(_ length: Int) -> UInt32 {
    guard usesChecksumOffload else { return 0 }
    let target = transmitBuffer(transmitted)
    return memory.lend(reading: 0..<0, writing: target..<target &+ length) { _, room in
      var frame = room
      return TransmitChecksums(preparing: &frame, length: length).insertion
    }
  }

  /// Makes a transmitter that ran out of descriptors look again. Asking first whether it is
  /// suspended would leave a frame behind that it missed by a cycle.
  mutating func demandTransmit() {
    memory.completeAccesses()
    bus.store(0, at: ETHRegister.transmitPollDemand)
  }
}
