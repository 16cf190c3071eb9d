import Link

extension FaultPath {
  /// What there is to hand on for a frame that the device received.
  enum Passage {
    case nothing
    /// The frame where it lies.
    case frame
    /// The changed copy that is stored now.
    case stored
  }

  mutating func take(
    _ frame: borrowing ReceivedFrame, at now: UInt64, _ random: inout some RandomNumberGenerator
  ) -> Passage {
    let length = frame.bytes.count
    // The bytes are the device's, so only a copy can be changed.
    let exposed = canStore(length) ? length : 0
    switch decide(length: length, exposed: exposed, at: now, &random) {
    case .isLost:
      return .nothing
    case .isDelayed:
      stored.keep(frame.bytes, verifiedChecksums: frame.verifiedChecksums, as: .delayed)
      return .nothing
    case .comesTwice:
      stored.keep(frame.bytes, verifiedChecksums: frame.verifiedChecksums, as: .due)
      return .frame
    case .isChanged(let damage):
      stored.keep(frame.bytes, verifiedChecksums: ChecksumSet(rawValue: 0), as: .due)
      stored.change(damage)
      return .stored
    case .passes:
      notePassage()
      return .frame
    }
  }
}
