import Link
import Wire

extension FaultPath {
  /// Settles a slot that holds a frame of `length` bytes, 0 for none, as the frame's fate is.
  mutating func settle(
    _ slot: consuming TransmitSlot, _ length: Int, exposed: Int, at now: UInt64,
    _ random: inout some RandomNumberGenerator
  ) -> TransmitReceipt {
    guard length > 0 else { return slot.discard() }
    switch decide(length: length, exposed: min(exposed, length), at: now, &random) {
    case .isLost:
      return slot.discard()
    case .isDelayed:
      keep(slot.bytes.span.extracting(first: length), as: .delayed)
      return slot.discard()
    case .comesTwice:
      keep(slot.bytes.span.extracting(first: length), as: .due)
    case .isChanged(let damage):
      slot.bytes[damage.offset] ^= damage.mask
      notePassage()
    case .passes:
      notePassage()
    }
    return slot.send(length)
  }

  private mutating func keep(_ frame: Span<UInt8>, as state: StoredFrame.State) {
    stored.keep(frame, verifiedChecksums: ChecksumSet(rawValue: 0), as: state)
  }

  /// Sends the stored frame.
  mutating func release(_ slot: consuming TransmitSlot) -> TransmitReceipt {
    stored.state = .free
    let frame = stored.frame()
    // A frame that came out of one of the device's slots fits into another.
    guard frame.bytes.count <= slot.bytes.count else { return slot.discard() }
    slot.bytes.copy(frame.bytes, at: 0)
    counters.released &+= 1
    return slot.send(frame.bytes.count)
  }
}
