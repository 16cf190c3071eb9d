import Testing

@testable import NetStack

/// A detector with a clock that the test moves.
struct TimedConflictDetector {
  static let hardware = MACAddress(2, 0, 0, 0, 0, 2)
  static let address = IPv4Address(192, 0, 2, 2)
  static let other = MACAddress(2, 0, 0, 0, 0, 9)

  var detector: AddressConflictDetector
  var now: UInt64
  var random: UInt32

  /// - Parameter random: 0 makes each random time the shortest, `.max` the longest.
  init(
    policy: DefensePolicy = .defendOnce, probesFirst: Bool = true, random: UInt32 = 0,
    at now: UInt64 = 5_000_000
  ) {
    detector = AddressConflictDetector(policy: policy, probesFirst: probesFirst)
    self.now = now
    self.random = random
  }

  var deadline: UInt64? { detector.nextDeadline?.microseconds }

  mutating func start() {
    detector.start(at: Instant(microseconds: now), random: random)
  }

  mutating func linkUp() {
    detector.linkUp(at: Instant(microseconds: now), random: random)
  }

  mutating func nextPacket() -> AddressConflictDetector.Packet? {
    detector.nextPacket(at: Instant(microseconds: now), random: random)
  }

  mutating func receive(_ packet: ARPPacket) -> ConflictVerdict {
    detector.receive(
      packet, ourHardware: Self.hardware, ourAddress: Self.address,
      at: Instant(microseconds: now))
  }

  /// Moves the clock to what is due next, and takes it.
  mutating func advance() -> AddressConflictDetector.Packet? {
    guard let deadline else { return nil }
    now = max(now, deadline)
    return nextPacket()
  }

  /// Everything that is due from now on, with the microseconds since now.
  mutating func run() -> [Sending] {
    let start = now
    var sendings: [Sending] = []
    while let packet = advance(), sendings.count < 20 {
      sendings.append(Sending(packet, after: now - start))
    }
    return sendings
  }

  mutating func events() -> [AddressEvent] {
    var events: [AddressEvent] = []
    while let event = detector.nextEvent(), events.count < 20 { events.append(event) }
    return events
  }

  /// A detector whose address is settled and whose events are told.
  static func settled(_ policy: DefensePolicy) -> TimedConflictDetector {
    var subject = TimedConflictDetector(policy: policy)
    subject.start()
    _ = subject.run()
    _ = subject.events()
    return subject
  }
}

struct Sending: Equatable {
  let packet: AddressConflictDetector.Packet
  let microseconds: UInt64

  init(_ packet: AddressConflictDetector.Packet, after microseconds: UInt64) {
    self.packet = packet
    self.microseconds = microseconds
  }
}

extension TimedConflictDetector {
  /// A packet of another station.
  static func packet(
    _ operation: ARPPacket.Operation = .request, from hardware: MACAddress = other,
    sender: IPv4Address, target: IPv4Address
  ) -> ARPPacket {
    ARPPacket(
      operation: operation, senderHardware: hardware, senderProtocol: sender,
      targetHardware: .zero, targetProtocol: target)
  }

  /// Another station says that our address is its own.
  static var claim: ARPPacket {
    packet(.reply, sender: address, target: IPv4Address(192, 0, 2, 1))
  }

  /// Another station probes for our address.
  static var probe: ARPPacket { packet(sender: .unspecified, target: address) }
}
