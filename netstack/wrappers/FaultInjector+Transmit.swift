public import Link

extension FaultInjector where Device: ~Copyable {
  public mutating func transmit(
    _ body: (_ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard releaseTransmitted() else { return false }
    let exposed = exposedOctets
    let transmitted = device.transmit { slot in
      var slot = slot
      let length = body(slot.lend()).length
      return transmitting.settle(slot, length, exposed: exposed, at: now, &random)
    }
    _ = releaseTransmitted()
    return transmitted
  }

  /// How many octets at the start of an outgoing frame no checksum of the device's covers.
  var exposedOctets: Int { capabilities.transmitChecksums.isEmpty ? .max : 14 }

  /// Sends the stored frame if it is due.
  /// - Returns: false when it still waits, for a slot.
  mutating func releaseTransmitted() -> Bool {
    guard transmitting.stored.state == .due else { return true }
    return device.transmit { slot in transmitting.release(slot) }
  }
}
