import Link
import Wrappers

/// Keeps the frames between a stack and its faulty link until they are looked at.
struct Tap: FrameObserver {
  private(set) var frames: [(direction: FrameDirection, bytes: [UInt8])] = []
  private(set) var received: UInt32 = 0
  private(set) var sent: UInt32 = 0

  init() {}

  mutating func observe(
    _ frame: Span<UInt8>, _ direction: FrameDirection, deviceChecksums: ChecksumSet, at now: UInt64
  ) {
    frames.append((direction, Array(frame)))
    if direction == .received { received += 1 } else { sent += 1 }
  }

  mutating func take() -> [(direction: FrameDirection, bytes: [UInt8])] {
    defer { frames = [] }
    return frames
  }
}
