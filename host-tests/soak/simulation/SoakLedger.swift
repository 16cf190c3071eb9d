/// What was asked and answered in a soak, and what happened that must not.
struct SoakLedger {
  /// What contradicts an invariant, in words; the first twenty.
  private(set) var violations: [String] = []

  /// Datagrams that were sent for an echo, and the echoes.
  private(set) var asked = 0
  private(set) var answered = 0
  /// Payloads that were not what was sent.
  private(set) var damaged = 0
  private var open: Set<UInt32> = []
  private var nextNumber: UInt32 = 0

  /// Simulated hours and minutes, for messages.
  var clock = ""

  mutating func note(_ violation: @autoclosure () -> String) {
    guard violations.count < 20 else { return }
    violations.append("\(clock): \(violation())")
  }

  mutating func expect(_ condition: Bool, _ violation: @autoclosure () -> String) {
    if !condition { note(violation()) }
  }

  /// The payload of the next question: its number, then bytes that follow from it.
  mutating func question(length: Int) -> [UInt8] {
    let number = nextNumber
    nextNumber &+= 1
    open.insert(number)
    asked += 1
    return Self.payload(number, length: max(4, length))
  }

  /// A question that was not sent after all.
  mutating func withdraw() {
    asked -= 1
    open.remove(nextNumber &- 1)
  }

  /// Takes in an answer.
  mutating func answer(_ payload: [UInt8]) {
    guard payload.count >= 4 else { return damaged += 1 }
    let number = payload[..<4].reduce(0) { $0 << 8 | UInt32($1) }
    guard payload == Self.payload(number, length: payload.count) else { return damaged += 1 }
    if open.remove(number) != nil { answered += 1 }
  }

  /// Counts afresh, as another weather begins.
  mutating func beginCount() {
    (asked, answered, damaged) = (0, 0, 0)
    open.removeAll()
  }

  private static func payload(_ number: UInt32, length: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: length)
    for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: number >> (24 - 8 * index)) }
    for index in 4..<length { bytes[index] = UInt8(truncatingIfNeeded: Int(number) + index * 7) }
    return bytes
  }
}
