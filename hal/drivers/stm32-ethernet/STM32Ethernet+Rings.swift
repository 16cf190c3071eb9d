/// How the DMA's memory is laid out: receive descriptors, transmit descriptors, receive buffers,
/// transmit buffers.
enum Ring {
  /// Enhanced descriptors are eight words (RM0090 §33.6.7 and §33.6.8).
  static var descriptorSize: Int { 32 }
  /// Room for 1518 bytes with the frame check sequence, up to a multiple of four, which RBS1 must
  /// be, and of 32.
  static var bufferSize: Int { 1536 }

  /// Word 1, the buffer's size; word 2, its address; word 3, the next descriptor's.
  static var size: Int { 4 }
  static var buffer: Int { 8 }
  static var next: Int { 12 }
  /// RDES4.
  static var extendedStatus: Int { 16 }
}

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  func receiveDescriptor(_ index: Int) -> Int { index &* Ring.descriptorSize }

  func transmitDescriptor(_ index: Int) -> Int {
    (receiveDescriptors &+ index) &* Ring.descriptorSize
  }

  /// The one that was filled `age` frames ago, 1…`outstanding`.
  func transmitDescriptor(ago age: Int) -> Int {
    let index = transmitted &- age
    return transmitDescriptor(index < 0 ? index &+ transmitDescriptors : index)
  }

  func receiveBuffer(_ index: Int) -> Int {
    (receiveDescriptors &+ transmitDescriptors) &* Ring.descriptorSize &+ index &* Ring.bufferSize
  }

  func transmitBuffer(_ index: Int) -> Int { receiveBuffer(receiveDescriptors &+ index) }

  /// Chains all descriptors to rings, the receive ring the DMA's and the transmit ring the
  /// processor's. The DMA must be stopped.
  mutating func buildRings() {
    for index in 0..<receiveDescriptors {
      let descriptor = receiveDescriptor(index)
      let next = index &+ 1 == receiveDescriptors ? 0 : index &+ 1
      let size = ReceiveDescriptor.chained | UInt32(Ring.bufferSize)
      memory.store(size, at: descriptor &+ Ring.size)
      memory.store(address(receiveBuffer(index)), at: descriptor &+ Ring.buffer)
      memory.store(address(receiveDescriptor(next)), at: descriptor &+ Ring.next)
      memory.orderAccesses()
      memory.store(ReceiveDescriptor.own, at: descriptor)
    }
    for index in 0..<transmitDescriptors {
      let descriptor = transmitDescriptor(index)
      let next = index &+ 1 == transmitDescriptors ? 0 : index &+ 1
      memory.store(0, at: descriptor)
      memory.store(address(transmitBuffer(index)), at: descriptor &+ Ring.buffer)
      memory.store(address(transmitDescriptor(next)), at: descriptor &+ Ring.next)
    }
    received = 0
    isInsideFrame = false
    transmitted = 0
    outstanding = 0
    memory.completeAccesses()
    bus.store(address(receiveDescriptor(0)), at: ETHRegister.receiveList)
    bus.store(address(transmitDescriptor(0)), at: ETHRegister.transmitList)
  }

  /// Takes back what was not transmitted. The DMA must be stopped; it begins again with the first
  /// descriptor.
  /// - Returns: how many frames that were.
  mutating func emptyTransmitRing() -> UInt32 {
    reclaim()
    let count = outstanding
    for index in 0..<transmitDescriptors { memory.store(0, at: transmitDescriptor(index)) }
    transmitted = 0
    outstanding = 0
    memory.completeAccesses()
    bus.store(address(transmitDescriptor(0)), at: ETHRegister.transmitList)
    return UInt32(truncatingIfNeeded: count)
  }

  private func address(_ offset: Int) -> UInt32 {
    memory.busAddress &+ UInt32(truncatingIfNeeded: offset)
  }
}
