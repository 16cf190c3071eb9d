/// The chip's time: cycles of the processor's clock, one for each instruction, and the nanoseconds
/// that they make at the clock's present frequency.
@safe final class VirtualTime {
  /// What the hook of each instruction works on.
  struct Counter {
    var cycles: UInt64 = 0
    /// The cycle at which the chip has to be looked after.
    var limit: UInt64 = 0
  }

  let counter: UnsafeMutablePointer<Counter>

  /// HCLK
  private(set) var megahertz: UInt64 = 16
  private var anchorCycles: UInt64 = 0
  private var anchorPicoseconds: UInt64 = 0

  init() {
    // Freed by deinit.
    unsafe counter = .allocate(capacity: 1)
    unsafe counter.initialize(to: Counter())
  }

  deinit {
    unsafe counter.deallocate()
  }

  var cycles: UInt64 { unsafe counter.pointee.cycles }

  var nanoseconds: UInt64 { picoseconds / 1000 }

  private var picoseconds: UInt64 {
    anchorPicoseconds + (cycles - anchorCycles) * 1_000_000 / megahertz
  }

  func nanoseconds(at cycle: UInt64) -> UInt64 {
    guard cycle < .max / 2_000_000 else { return .max }
    return (anchorPicoseconds + (max(cycle, anchorCycles) - anchorCycles) * 1_000_000 / megahertz)
      / 1000
  }

  func change(megahertz: UInt64) {
    anchorPicoseconds = picoseconds
    anchorCycles = cycles
    self.megahertz = megahertz
  }

  /// The first cycle that is not before `nanoseconds`.
  func cycle(at nanoseconds: UInt64) -> UInt64 {
    let target = nanoseconds * 1000
    guard target > anchorPicoseconds else { return cycles }
    return max(
      cycles,
      anchorCycles + ((target - anchorPicoseconds) * megahertz + 999_999) / 1_000_000)
  }

  /// Lets time pass while the processor sleeps.
  func skip(to cycle: UInt64) {
    guard cycle > cycles else { return }
    unsafe counter.pointee.cycles = cycle
  }

  func limit(to cycle: UInt64) {
    unsafe counter.pointee.limit = cycle
  }

  /// Has the chip looked after before the next instruction.
  func interrupt() { limit(to: 0) }
}
