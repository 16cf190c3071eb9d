public import Link

extension FaultInjector where Device: ~Copyable {
  /// At most 64 frames are lost or delayed on the way to one that comes through.
  public mutating func receive(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    guard releaseTransmitted() else { return false }
    if receiving.stored.state == .due { return releaseReceived(body) }
    for _ in 0..<64 {
      guard let isThrough = receiveNext(body) else { return false }
      guard isThrough else { continue }
      _ = releaseTransmitted()
      return true
    }
    return false
  }

  /// - Returns: whether the device's next frame came through; nil when there was none.
  private mutating func receiveNext(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool? {
    let exposed = exposedOctets
    var isThrough = false
    let isReceived = device.receive { frame, slot in
      var slot = slot
      let length: Int
      switch receiving.take(frame, at: now, &random) {
      case .nothing:
        return slot.discard()
      case .frame:
        length = body(frame, slot.lend()).length
      case .stored:
        length = body(receiving.stored.frame(), slot.lend()).length
        receiving.stored.state = .free
      }
      isThrough = true
      return transmitting.settle(slot, length, exposed: exposed, at: now, &random)
    }
    return isReceived ? isThrough : nil
  }

  /// Hands on the stored frame, with a slot of the device's for the answer.
  private mutating func releaseReceived(
    _ body: (_ frame: borrowing ReceivedFrame, _ slot: consuming TransmitSlot) -> TransmitReceipt
  ) -> Bool {
    let exposed = exposedOctets
    let isReleased = device.transmit { slot in
      var slot = slot
      receiving.stored.state = .free
      receiving.counters.released &+= 1
      let length = body(receiving.stored.frame(), slot.lend()).length
      return transmitting.settle(slot, length, exposed: exposed, at: now, &random)
    }
    _ = releaseTransmitted()
    return isReleased
  }
}
