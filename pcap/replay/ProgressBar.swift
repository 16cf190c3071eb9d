/// How far a replay has come, as a line that is written over and over.
struct ProgressBar {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var next: ContinuousClock.Instant
  private var isDrawn = false

  init(isShown: Bool) {
    self.isShown = isShown
    next = start
  }

  /// Ten times a second a person sees it move.
  private static var interval: Duration { .milliseconds(100) }

  /// Draws the line when it is time to.
  /// - Parameter fraction: from 0 to 1; nil where the end is unknown.
  mutating func update(
    _ fraction: @autoclosure () -> Double?, frames: Int, to errors: inout some TextOutputStream
  ) {
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now >= next else { return }
    next = now + Self.interval
    isDrawn = true
    errors.write(
      "\r" + Self.line(fraction(), frames: frames, seconds: (now - start).seconds) + "\u{1B}[K")
  }

  /// Leaves the line empty.
  mutating func clear(on errors: inout some TextOutputStream) {
    if isDrawn { errors.write("\r\u{1B}[K") }
    isDrawn = false
  }

  static func line(_ fraction: Double?, frames: Int, seconds: Double) -> String {
    let rate = seconds > 0 ? ", \(Int(Double(frames) / seconds)) a second" : ""
    let count = "\(frames) frames\(rate)"
    guard let fraction else { return count }
    let part = min(max(fraction, 0), 1)
    let width = 30
    let done = Int(part * Double(width))
    let bar = String(repeating: "=", count: done) + String(repeating: " ", count: width - done)
    return "[\(bar)] \(Int(part * 100)) %, \(count)"
  }
}

extension Swift.Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
