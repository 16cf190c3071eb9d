import Link
import Wire

/// The place for one frame that is to go on later.
struct StoredFrame: ~Copyable {
  enum State: UInt8 {
    case free
    /// Until another frame has passed.
    case delayed
    /// As soon as the device has a slot.
    case due
  }

  static var capacity: Int { 1514 }

  private(set) var length = 0
  private(set) var verifiedChecksums: ChecksumSet = ChecksumSet(rawValue: 0)
  var state = State.free
  private var bytes = InlineArray<1514, UInt8>(repeating: 0)

  /// - Parameter frame: no longer than `capacity`.
  mutating func keep(_ frame: Span<UInt8>, verifiedChecksums: ChecksumSet, as state: State) {
    var place = bytes.mutableSpan
    place.copy(frame, at: 0)
    length = frame.count
    self.verifiedChecksums = verifiedChecksums
    self.state = state
  }

  mutating func change(_ damage: Damage) {
    bytes[damage.offset] ^= damage.mask
  }

  /// The frame, until the place is used again.
  @_lifetime(&self)
  mutating func frame() -> ReceivedFrame {
    ReceivedFrame(bytes.span.extracting(first: length), verifiedChecksums: verifiedChecksums)
  }
}

/// A change to one octet.
struct Damage: Equatable {
  let offset: Int
  /// The bits that change, at least one.
  let mask: UInt8
}
