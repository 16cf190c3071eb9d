extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Recovers when a descriptor has come back before one whose turn it was. The DMA closes those of
  /// each ring in turn (RM0090 §33.6.5, §33.6.6), so it looks at another place than the driver. As
  /// both go on at the same pace, neither would notice: each frame would wait for the next ones, or
  /// leave after them.
  /// - Returns: whether it had to.
  mutating func restoreOrder() -> Bool {
    guard isReceiveOutOfOrder() || isTransmitOutOfOrder() else { return false }
    statistics.descriptorDisorders &+= 1
    recover()
    return true
  }

  private mutating func isReceiveOutOfOrder() -> Bool {
    guard !isFrameWaiting() else { return false }
    for index in 0..<receiveDescriptors {
      let descriptor = ReceiveDescriptor(status: memory.load(receiveDescriptor(index)))
      guard !descriptor.isOwnedByDMA else { continue }
      // It may have come back since the first look, but not before the one whose turn it is.
      memory.orderAccesses()
      return !isFrameWaiting()
    }
    return false
  }

  private mutating func isTransmitOutOfOrder() -> Bool {
    reclaim()
    var age = 1
    while age < outstanding, isTransmitting(age) { age &+= 1 }
    guard age < outstanding else { return false }
    memory.orderAccesses()
    return isTransmitting(outstanding)
  }

  /// Whether the DMA has the transmit descriptor that was filled `age` frames ago.
  private mutating func isTransmitting(_ age: Int) -> Bool {
    TransmitDescriptor(status: memory.load(transmitDescriptor(ago: age))).isOwnedByDMA
  }
}
