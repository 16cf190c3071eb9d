/// The exceptions of the processor and the NVIC's interrupts: what is pending, what is active, and
/// which is next (ARMv7-M ARM §B1.5, §B3.4).
struct ExceptionController {
  private struct Source {
    var isPending = false
    var isActive = false
    var isEnabled = false
    /// The level of an interrupt's line.
    var isRaised = false
    var priority: UInt8 = 0
  }

  private var sources = [Source](repeating: Source(), count: ExceptionNumber.count)
  /// The active exceptions, the innermost last.
  private(set) var active: [Int] = []
  /// Whether anything might be pending; false spares the search.
  private var mayBePending = false

  /// AIRCR.PRIGROUP
  var priorityGrouping: UInt32 = 0

  init() {
    // Exceptions cannot be disabled, but the configurable faults, which the SCB enables.
    for number in 1..<ExceptionNumber.firstInterrupt {
      sources[number].isEnabled = !(4...6).contains(number)
    }
  }

  // MARK: State

  func isPending(_ number: Int) -> Bool {
    sources[number].isPending || sources[number].isRaised && !sources[number].isActive
  }

  func isActive(_ number: Int) -> Bool { sources[number].isActive }
  func isEnabled(_ number: Int) -> Bool { sources[number].isEnabled }
  func priority(_ number: Int) -> UInt8 { sources[number].priority }

  mutating func setPending(_ number: Int) {
    sources[number].isPending = true
    mayBePending = true
  }

  mutating func clearPending(_ number: Int) {
    sources[number].isPending = false
  }

  mutating func setEnabled(_ number: Int, _ isEnabled: Bool) {
    sources[number].isEnabled = isEnabled
    mayBePending = true
  }

  /// The chip has 4 bits of priority, the highest of each field (RM0090 §12.1.1).
  mutating func setPriority(_ number: Int, _ priority: UInt8) {
    sources[number].priority = priority & 0xF0
  }

  /// A rising line makes the interrupt pending; one that is high still when the handler returns
  /// does so again (ARMv7-M ARM §B3.4.1).
  mutating func setLine(_ interrupt: Int, _ isRaised: Bool) {
    let number = ExceptionNumber.firstInterrupt + interrupt
    if isRaised, !sources[number].isRaised { sources[number].isPending = true }
    sources[number].isRaised = isRaised
    if isRaised { mayBePending = true }
  }

  // MARK: Priority

  /// NMI and HardFault lie before all others.
  private func effectivePriority(_ number: Int) -> Int {
    switch number {
    case ExceptionNumber.nmi: -2
    case ExceptionNumber.hardFault: -1
    default: (Int(sources[number].priority) >> (priorityGrouping + 1)) << (priorityGrouping + 1)
    }
  }

  /// The priority that an exception must lie before to be taken, without the masks.
  var activePriority: Int {
    active.reduce(256) { min($0, effectivePriority($1)) }
  }

  /// The pending exception of the highest priority that is enabled, if it lies before `limit`. Among
  /// those of a group the subpriority decides, then the number (ARMv7-M ARM §B1.5.4).
  mutating func candidate(before limit: Int) -> Int? {
    guard mayBePending else { return nil }
    var best: (number: Int, priority: Int, subpriority: UInt8)?
    var anyPending = false
    for number in 2..<ExceptionNumber.count where isPending(number) {
      anyPending = true
      guard sources[number].isEnabled else { continue }
      let priority = effectivePriority(number)
      let subpriority = sources[number].priority
      if let best, (best.priority, best.subpriority) <= (priority, subpriority) { continue }
      best = (number, priority, subpriority)
    }
    mayBePending = anyPending
    guard let best, best.priority < limit else { return nil }
    return best.number
  }

  // MARK: Entry and return

  mutating func enter(_ number: Int) {
    sources[number].isPending = false
    sources[number].isActive = true
    active.append(number)
  }

  /// - Returns: false when none is active.
  mutating func leave() -> Bool {
    guard let number = active.popLast() else { return false }
    sources[number].isActive = false
    if sources[number].isRaised { mayBePending = true }
    return true
  }

  mutating func reset() {
    let raised = sources.map(\.isRaised)
    self = ExceptionController()
    for number in sources.indices where raised[number] { sources[number].isRaised = true }
    mayBePending = true
  }
}
