import NetStack
import SeededRandom
import Services

extension SoakStation {
  private static let lengths = [4, 60, 511, 1472, 1473, 3000, 5913, 8000]
  private static let group = IPv4Address(239, 1, 1, 1)

  /// Has the applications do something. What can't be sent now is not tried again.
  mutating func perform(
    _ activity: Activity, at now: Instant, _ ledger: inout SoakLedger,
    _ random: inout SplitMix64
  ) throws {
    switch activity {
    case .question: ask(at: now, &ledger, &random)
    case .pings: ping(at: now, &random)
    case .drain: drain()
    case .rawPacket: sendRaw(at: now, &random)
    case .groupDatagram:
      send([1, 2, 3], to: Endpoint(Self.group, port: Self.groupPort), at: now)
    case .joinOrLeave:
      if !interface.leave(Self.group, listener, at: now) {
        try? interface.join(Self.group, listener, at: now)
      }
    case .transientSocket:
      if transient == nil {
        transient = try interface.bind(port: 0)
      } else {
        closeTransient(at: now)
      }
    case .secondAddress: toggleSecondAddress(at: now)
    case .closedPort:
      send([1], to: Endpoint(side.other.address, port: 9), at: now)
      send([2], to: Endpoint(side.other.address, port: Self.logPort), at: now)
      _ = interface.takeError(of: client)
    default: break
    }
  }

  private mutating func ask(
    at now: Instant, _ ledger: inout SoakLedger, _ random: inout SplitMix64
  ) {
    let length = Self.lengths.randomElement(using: &random) ?? 4
    let question = ledger.question(length: length)
    let isSent = send(question, to: Endpoint(side.other.address, port: UDPEcho.port), at: now)
    if !isSent { ledger.withdraw() }
  }

  @discardableResult
  private mutating func send(_ payload: [UInt8], to destination: Endpoint, at now: Instant) -> Bool
  {
    do {
      try interface.send(payload.span, from: client, to: destination, at: now)
      return true
    } catch {
      return false
    }
  }

  private mutating func ping(at now: Instant, _ random: inout SplitMix64) {
    var configuration = PingConfiguration(destination: side.other.address, count: 5)
    configuration.payloadLength = Self.lengths.randomElement(using: &random) ?? 56
    startPings(configuration, at: now)
  }

  private mutating func sendRaw(at now: Instant, _ random: inout SplitMix64) {
    let length = Int.random(in: 0...1480, using: &random)
    try? interface.send(from: raw, to: side.other.address, at: now) { slot in slot.send(length) }
  }

  private mutating func toggleSecondAddress(at now: Instant) {
    guard let second = side.secondSubnet else { return }
    if !interface.removeAddress(second.address) { try? interface.addAddress(second, at: now) }
  }

  /// Ends all that the applications have begun.
  mutating func quit(at now: Instant) {
    closeTransient(at: now)
    drain()
    interface.leave(Self.group, listener, at: now)
    if let second = side.secondSubnet { _ = interface.removeAddress(second.address) }
  }
}
