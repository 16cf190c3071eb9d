import Link

/// A frame as a device handed it on.
struct HandedFrame: Equatable {
  var bytes: [UInt8]
  var verifiedChecksums: ChecksumSet = []
}

extension LinkDevice where Self: ~Copyable {
  /// All frames that the device hands on, none of them answered.
  mutating func receiveAll() -> [HandedFrame] {
    var frames: [HandedFrame] = []
    while receive({ frame, slot in
      frames.append(
        HandedFrame(bytes: Array(frame.bytes), verifiedChecksums: frame.verifiedChecksums))
      return slot.discard()
    }) {}
    return frames
  }

  /// - Returns: whether there was a slot.
  @discardableResult
  mutating func transmit(_ frame: [UInt8]) -> Bool {
    transmit { slot in slot.send(copying: frame) }
  }
}
