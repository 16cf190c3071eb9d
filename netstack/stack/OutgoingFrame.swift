/// A transmit slot and the frame that is being built in it.
struct OutgoingFrame: ~Copyable, ~Escapable {
  var slot: TransmitSlot
  /// The length of the finished frame; 0 while there is none to send.
  var length = 0

  @_lifetime(copy slot)
  init(_ slot: consuming TransmitSlot) {
    self.slot = slot
  }

  /// Sends the frame if one was finished, and gives the slot back otherwise.
  consuming func settle() -> TransmitReceipt {
    length > 0 ? slot.send(length) : slot.discard()
  }
}
