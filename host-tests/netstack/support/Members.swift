import Testing

@testable import NetStack

/// Group memberships with a clock that moves only when it is told to, and to nothing but
/// deadlines on the way.
struct Members<let capacity: Int>: ~Copyable {
  /// What was given out, and when: in seconds since the start.
  struct Sent: Equatable {
    var seconds: Double
    var report: MembershipReport
    var bytes: [UInt8]
  }

  var membership = GroupMembership<capacity>()
  var random: RandomSource
  private(set) var microseconds: UInt64 = 0

  init(seed: UInt64 = 1) {
    random = RandomSource(seed: seed)
  }

  var now: Instant { Instant(microseconds: 5_000_000 + microseconds) }
  var seconds: Double { Double(microseconds) / 1_000_000 }

  static func group(_ number: UInt8) -> IPv4Address { IPv4Address(239, 1, 2, number) }

  mutating func join(_ number: UInt8) -> GroupMembership<capacity>.JoinResult {
    membership.join(Self.group(number), at: now)
  }

  mutating func leave(_ number: UInt8) -> GroupMembership<capacity>.LeaveResult {
    membership.leave(Self.group(number), at: now)
  }

  mutating func contains(_ number: UInt8) -> Bool { membership.contains(Self.group(number)) }

  /// Joins a group and lets the reports of that pass.
  mutating func settle(_ numbers: UInt8...) {
    for number in numbers { _ = join(number) }
    _ = run(seconds: 11)
  }

  mutating func hear(
    _ message: [UInt8], to destination: [UInt8] = [224, 0, 0, 1], timeToLive: UInt8 = 1,
    options: [UInt8] = routerAlert
  ) -> IGMPOutcome {
    var bytes = IPv4Bytes(protocol: 2, message)
    bytes.destination = destination
    bytes.timeToLive = timeToLive
    bytes.options = options
    let array = bytes.packet
    guard let packet = try? IPv4Packet(array.span) else {
      Issue.record("\(array) is no packet")
      return .truncated
    }
    let isForGroup = packet.destination.isMulticast || packet.destination == .broadcast
    let arrival = Arrival(
      packet, isForGroup: isForGroup, isReassembled: false, verifiedChecksums: [])
    return membership.receive(arrival, at: now, random: &random)
  }

  /// All that is due now. Nothing may be left due afterwards.
  mutating func due() -> [Sent] {
    var sent: [Sent] = []
    for _ in 0...4 * capacity + 4 {
      guard let report = membership.nextReport(at: now, random: &random) else {
        let deadline = membership.nextDeadline()
        if let deadline, deadline <= now { Issue.record("spins at \(seconds) s") }
        return sent
      }
      var bytes = [UInt8](repeating: 0x55, count: report.length + 4)
      var span = bytes.mutableSpan
      let length = membership.write(report, to: &span, at: 2)
      #expect(length == report.length)
      #expect(bytes.prefix(2) == [0x55, 0x55] && bytes.suffix(2) == [0x55, 0x55])
      let message = Array(bytes[2..<2 + length])
      #expect(naiveChecksum(message) == 0)
      sent.append(Sent(seconds: seconds, report: report, bytes: message))
    }
    Issue.record("reports without end at \(seconds) s")
    return sent
  }

  /// All that becomes due in the next `length` seconds.
  mutating func run(seconds length: Double) -> [Sent] {
    let end = microseconds + UInt64(length * 1_000_000)
    var sent = due()
    // A deadline that is not ahead is noted by `due`, and would not let this end.
    while let deadline = membership.nextDeadline(), deadline > now,
      deadline.microseconds - 5_000_000 <= end
    {
      microseconds = deadline.microseconds - 5_000_000
      sent += due()
    }
    microseconds = end
    return sent
  }

  /// Lets time go by without a look at what is due.
  mutating func pass(seconds length: Double) {
    pass(microseconds: UInt64(length * 1_000_000))
  }

  mutating func pass(microseconds length: UInt64) {
    microseconds += length
  }
}
