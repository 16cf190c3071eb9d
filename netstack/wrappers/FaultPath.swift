import Link

/// One direction of a `FaultInjector`.
public struct FaultPath: ~Copyable {
  public var faults = LinkFaults()
  public internal(set) var counters = FaultCounters()
  var stored = StoredFrame()

  /// What happens to a frame.
  enum Fate {
    case passes
    case isLost
    case isChanged(Damage)
    case comesTwice
    case isDelayed
  }

  /// Decides what happens to the next frame and counts it.
  /// - Parameter exposed: how many octets at the frame's start may be changed.
  mutating func decide(
    length: Int, exposed: Int, at now: UInt64, _ random: inout some RandomNumberGenerator
  ) -> Fate {
    guard length <= faults.sizeLimit else {
      counters.tooLong &+= 1
      return .isLost
    }
    guard faults.rateLimit?.take(at: now) ?? true else {
      counters.rateLimited &+= 1
      return .isLost
    }
    guard !faults.drop.occurs(&random) else {
      counters.dropped &+= 1
      return .isLost
    }
    if exposed > 0, faults.corrupt.occurs(&random) {
      counters.corrupted &+= 1
      return .isChanged(Damage(within: exposed, &random))
    }
    guard canStore(length) else {
      counters.passed &+= 1
      return .passes
    }
    if faults.duplicate.occurs(&random) {
      counters.duplicated &+= 1
      return .comesTwice
    }
    if faults.reorder.occurs(&random) {
      counters.reordered &+= 1
      return .isDelayed
    }
    counters.passed &+= 1
    return .passes
  }

  mutating func canStore(_ length: Int) -> Bool {
    stored.state == .free && length <= StoredFrame.capacity
  }

  /// Lets a delayed frame follow the one that has passed.
  mutating func notePassage() {
    if stored.state == .delayed { stored.state = .due }
  }
}

extension Damage {
  /// - Parameter count: at least 1.
  init(within count: Int, _ random: inout some RandomNumberGenerator) {
    offset = Int(random.next(below: UInt32(clamping: count)))
    mask = UInt8(truncatingIfNeeded: 1 &+ random.next(below: 255))
  }
}
