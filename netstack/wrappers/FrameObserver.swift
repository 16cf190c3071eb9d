public import Link

/// Looks at each frame that an `ObservedDevice` receives or sends.
public protocol FrameObserver: ~Copyable {
  /// - Parameters:
  ///   - frame: from the destination address on. A sent frame is not padded to the medium's minimum
  ///     yet.
  ///   - deviceChecksums: the checksums that are the device's work: verified in a frame that it
  ///     received, still to be filled in in one that it is to send.
  ///   - now: microseconds, on the clock of whoever sets the device's `now`.
  mutating func observe(
    _ frame: Span<UInt8>, _ direction: FrameDirection, deviceChecksums: ChecksumSet, at now: UInt64)
}

public enum FrameDirection: Sendable {
  case received
  case sent
}
