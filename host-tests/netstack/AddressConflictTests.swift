import Testing

@testable import NetStack

/// A detector with a clock that the test moves.
private struct Subject {
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
  static func settled(_ policy: DefensePolicy) -> Subject {
    var subject = Subject(policy: policy)
    subject.start()
    _ = subject.run()
    _ = subject.events()
    return subject
  }
}

private struct Sending: Equatable {
  let packet: AddressConflictDetector.Packet
  let microseconds: UInt64

  init(_ packet: AddressConflictDetector.Packet, after microseconds: UInt64) {
    self.packet = packet
    self.microseconds = microseconds
  }
}

/// A packet of another station.
private func packet(
  _ operation: ARPPacket.Operation = .request, from hardware: MACAddress = Subject.other,
  sender: IPv4Address, target: IPv4Address
) -> ARPPacket {
  ARPPacket(
    operation: operation, senderHardware: hardware, senderProtocol: sender,
    targetHardware: .zero, targetProtocol: target)
}

/// Another station says that our address is its own.
private let claim = packet(.reply, sender: Subject.address, target: IPv4Address(192, 0, 2, 1))
/// Another station probes for our address.
private let probe = packet(sender: .unspecified, target: Subject.address)

@Suite struct AddressConflictTests {
  // MARK: Probing (RFC 5227 §2.1.1)

  @Test("[A9] sends three probes and waits 2 s before it announces; the shortest times")
  func shortest() {
    var subject = Subject(random: 0)
    subject.start()
    #expect(
      subject.run() == [
        Sending(.probe, after: 0), Sending(.probe, after: 1_000_000),
        Sending(.probe, after: 2_000_000), Sending(.announcement, after: 4_000_000),
        Sending(.announcement, after: 6_000_000),
      ])
    #expect(subject.detector.state == .settled)
  }

  @Test("[A9] waits up to 1 s for the first probe and up to 2 s for the others; the longest times")
  func longest() {
    var subject = Subject(random: .max)
    subject.start()
    #expect(
      subject.run() == [
        Sending(.probe, after: 1_000_000), Sending(.probe, after: 3_000_000),
        Sending(.probe, after: 5_000_000), Sending(.announcement, after: 7_000_000),
        Sending(.announcement, after: 9_000_000),
      ])
  }

  @Test("[A9] draws each time anew")
  func drawsEach() {
    var subject = Subject(random: 1 << 31)
    subject.start()
    #expect(subject.advance() == .probe)
    #expect(subject.now == 5_500_000)
    subject.random = 1 << 30
    #expect(subject.advance() == .probe)
    #expect(subject.now == 7_000_000)
    #expect(subject.advance() == .probe)
    #expect(subject.now == 8_250_000)
  }

  @Test("[A9] counts a time from when the packet before was sent, however late that was")
  func late() {
    var subject = Subject(random: 0)
    subject.start()
    subject.now += 3_600_000_000
    #expect(
      subject.run() == [
        Sending(.probe, after: 0), Sending(.probe, after: 1_000_000),
        Sending(.probe, after: 2_000_000), Sending(.announcement, after: 4_000_000),
        Sending(.announcement, after: 6_000_000),
      ])
  }

  @Test("[A9] sends nothing before it is due, and each packet once")
  func notBefore() {
    var subject = Subject(random: .max)
    #expect(subject.nextPacket() == nil)
    subject.start()
    for packet in [AddressConflictDetector.Packet.probe, .probe, .probe] {
      subject.now = (subject.deadline ?? 0) - 1
      #expect(subject.nextPacket() == nil)
      subject.now += 1
      #expect(subject.nextPacket() == packet)
      #expect(subject.nextPacket() == nil)
    }
  }

  @Test("[A9] does not use the address before it announces it")
  func usable() {
    var subject = Subject()
    #expect(!subject.detector.isUsable)
    subject.start()
    for _ in 0..<3 {
      #expect(!subject.detector.isUsable)
      #expect(subject.advance() == .probe)
    }
    subject.now += 1_999_999
    #expect(subject.nextPacket() == nil)
    #expect(!subject.detector.isUsable)
    #expect(subject.events() == [])
    subject.now += 1
    #expect(subject.nextPacket() == .announcement)
    #expect(subject.detector.isUsable)
    #expect(subject.events() == [.acquired])
  }

  @Test("[A9] a probe names no sender and nobody's hardware address: 28 bytes as Linux sends them")
  func probeBytes() throws {
    let probe = ARPPacket.probe(
      for: IPv4Address(192, 0, 2, 77), from: MACAddress(2, 0, 0, 0, 0, 1))
    // arping writes the broadcast address where RFC 5227 §2.1.1 asks for zeros, bytes 18…23.
    var expected = Array(try capture("arp")[11].dropFirst(14))
    #expect(Array(expected[18..<24]) == Station.everyone)
    expected.replaceSubrange(18..<24, with: [0, 0, 0, 0, 0, 0])
    #expect(bytes(probe) == expected)
  }

  @Test("[A10] an announcement is a request from our address to our address, as Linux sends it")
  func announcementBytes() throws {
    let announcement = ARPPacket.announcement(of: Subject.address, from: Subject.hardware)
    #expect(bytes(announcement) == Array(try capture("arp")[14].dropFirst(14)))
  }

  private func bytes(_ packet: ARPPacket) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: ARPPacket.length)
    var span = bytes.mutableSpan
    packet.write(to: &span, at: 0)
    return bytes
  }

  // MARK: Losing a probe (§2.1.1)

  @Test(
    "[A9] gives up an address that is in use or probed for, until 2 s after the last probe",
    arguments: 0...3)
  func lost(probes: Int) {
    let losing = [
      claim, probe, packet(sender: Subject.address, target: Subject.address),
      packet(sender: Subject.address, target: IPv4Address(192, 0, 2, 1)),
    ]
    for packet in losing {
      var subject = Subject(random: .max)
      subject.start()
      for _ in 0..<probes { #expect(subject.advance() == .probe) }
      subject.now = (subject.deadline ?? 0) - 1
      #expect(subject.receive(packet) == .probeLost)
      #expect(subject.detector.state == .defeated)
      #expect(!subject.detector.isUsable)
      #expect(subject.deadline == nil)
      subject.now += 1_000_000_000
      #expect(subject.nextPacket() == nil)
      #expect(subject.events() == [.defeated(by: Subject.other)])
    }
  }

  @Test("[A9] does not give up an address that others only ask for, or for other addresses")
  func notLost() {
    var subject = Subject()
    subject.start()
    let elsewhere = IPv4Address(192, 0, 2, 77)
    let harmless = [
      packet(sender: IPv4Address(192, 0, 2, 1), target: Subject.address),
      packet(sender: .unspecified, target: elsewhere),
      packet(sender: elsewhere, target: elsewhere),
      packet(.reply, sender: .unspecified, target: Subject.address),
    ]
    for packet in harmless { #expect(subject.receive(packet) == .none) }
    #expect(subject.run().count == 5)
  }

  @Test("A12: takes its own packets that come back for no conflict, in any state")
  func ours() {
    let probe = ARPPacket.probe(for: Subject.address, from: Subject.hardware)
    let announcement = ARPPacket.announcement(of: Subject.address, from: Subject.hardware)
    var subject = Subject(policy: .giveUp)
    func expectOurs(_ state: AddressConflictDetector.State) {
      #expect(subject.receive(probe) == .ours)
      #expect(subject.receive(announcement) == .ours)
      #expect(subject.detector.state == state)
    }
    expectOurs(.stopped)
    subject.start()
    expectOurs(.probing)
    for _ in 0..<4 { _ = subject.advance() }
    expectOurs(.announcing)
    _ = subject.advance()
    expectOurs(.settled)
    #expect(subject.receive(claim) == .defeated)
    expectOurs(.defeated)
    subject.detector.linkDown()
    expectOurs(.linkDown)
  }

  // MARK: Announcing without probing (§2.3)

  @Test("[A10] without probing, announces twice, 2 s apart, and uses the address at once")
  func announcesOnly() {
    var subject = Subject(probesFirst: false, random: .max)
    subject.start()
    #expect(subject.detector.isUsable)
    #expect(subject.events() == [.acquired])
    #expect(
      subject.run() == [
        Sending(.announcement, after: 0), Sending(.announcement, after: 2_000_000),
      ])
    #expect(subject.detector.isUsable)
    #expect(subject.deadline == nil)
  }

  @Test("[A10] sends the second announcement 2 s after the first, however late that was")
  func lateAnnouncement() {
    var subject = Subject(probesFirst: false)
    subject.start()
    subject.now += 90_000_000
    #expect(
      subject.run() == [
        Sending(.announcement, after: 0), Sending(.announcement, after: 2_000_000),
      ])
  }

  @Test("[A11] without probing, watches and defends the address all the same")
  func defendsWithoutProbing() {
    var subject = Subject(probesFirst: false)
    subject.start()
    #expect(subject.receive(probe) == .none)
    #expect(subject.receive(claim) == .defend)
    #expect(subject.receive(claim) == .defeated)
    #expect(!subject.detector.isUsable)
  }

  // MARK: Defense (§2.4)

  @Test("[A11] takes any packet from our address and another station for a conflict")
  func conflicts() {
    let senders = [
      claim, packet(sender: Subject.address, target: Subject.address),
      packet(ARPPacket.Operation(rawValue: 9), sender: Subject.address, target: .unspecified),
    ]
    for packet in senders {
      var subject = Subject.settled(.defendOnce)
      #expect(subject.receive(packet) == .defend)
      #expect(subject.events() == [.conflict(with: Subject.other)])
      #expect(subject.detector.isUsable)
    }
  }

  @Test("[A5] leaves others' probes and questions for our address to be answered")
  func noConflict() {
    var subject = Subject.settled(.giveUp)
    #expect(subject.receive(probe) == .none)
    #expect(
      subject.receive(packet(sender: IPv4Address(192, 0, 2, 1), target: Subject.address)) == .none)
    #expect(subject.detector.state == .settled)
    #expect(subject.events() == [])
  }

  @Test("[A11] (a) gives the address up at the first conflict")
  func giveUp() {
    var subject = Subject.settled(.giveUp)
    #expect(subject.receive(claim) == .defeated)
    #expect(!subject.detector.isUsable)
    #expect(subject.events() == [.defeated(by: Subject.other)])
    #expect(subject.receive(claim) == .none)
    #expect(subject.deadline == nil)
  }

  @Test("[A11] (b) gives the address up at a second conflict within 10 s")
  func secondConflict() {
    var subject = Subject.settled(.defendOnce)
    #expect(subject.receive(claim) == .defend)
    subject.now += 9_999_999
    #expect(subject.receive(claim) == .defeated)
    #expect(!subject.detector.isUsable)
    #expect(subject.events() == [.defeated(by: Subject.other)])
  }

  @Test("[A11] (b) defends again at a second conflict 10 s later")
  func laterConflict() {
    var subject = Subject.settled(.defendOnce)
    for _ in 0..<5 {
      #expect(subject.receive(claim) == .defend)
      #expect(subject.events() == [.conflict(with: Subject.other)])
      subject.now += 10_000_000
    }
    #expect(subject.detector.isUsable)
  }

  @Test("[A11] (c) never gives up, and defends at most once in 10 s")
  func neverGiveUp() {
    var subject = Subject.settled(.neverGiveUp)
    #expect(subject.receive(claim) == .defend)
    #expect(subject.events() == [.conflict(with: Subject.other)])
    subject.now += 5_000_000
    #expect(subject.receive(claim) == .tolerated)
    subject.now += 4_999_999
    #expect(subject.receive(claim) == .tolerated)
    subject.now += 1
    #expect(subject.receive(claim) == .defend)
    #expect(subject.receive(claim) == .tolerated)
    #expect(subject.events() == [.conflict(with: Subject.other)])
    #expect(subject.detector.state == .settled)
  }

  @Test("[A11] watches while it announces, and announces the second time all the same")
  func conflictWhileAnnouncing() {
    var subject = Subject(policy: .neverGiveUp)
    subject.start()
    for _ in 0..<4 { _ = subject.advance() }
    #expect(subject.detector.state == .announcing)
    #expect(subject.receive(claim) == .defend)
    #expect(subject.advance() == .announcement)
    #expect(subject.detector.state == .settled)
    #expect(subject.events() == [.acquired, .conflict(with: Subject.other)])
  }

  @Test("[A11] remembers a defense over a new start")
  func defenseOverStart() {
    var subject = Subject(probesFirst: false)
    subject.start()
    #expect(subject.receive(claim) == .defend)
    subject.start()
    subject.now += 9_999_999
    #expect(subject.receive(claim) == .defeated)
  }

  // MARK: Rate of attempts (§2.1.1)

  /// Loses `count` probes in a row, each right after its start.
  private func lose(_ count: Int, _ subject: inout Subject) {
    for _ in 0..<count {
      subject.start()
      #expect(subject.receive(claim) == .probeLost)
    }
  }

  @Test("[A9] after ten conflicts, tries once in 60 s")
  func rateLimit() {
    var subject = Subject(random: 0)
    lose(9, &subject)
    subject.start()
    #expect(subject.deadline == subject.now)
    #expect(subject.receive(claim) == .probeLost)
    let last = subject.now
    for attempt: UInt64 in 1...3 {
      subject.start()
      #expect(subject.deadline == last + attempt * 60_000_000)
      #expect(!subject.detector.isUsable)
      #expect(subject.advance() == .probe)
      #expect(subject.receive(probe) == .probeLost)
    }
  }

  @Test("[A9] waits a random time more after the 60 s")
  func rateLimitAndWait() {
    var subject = Subject(random: .max)
    lose(10, &subject)
    subject.now += 20_000_000
    subject.start()
    #expect(subject.deadline == subject.now + 41_000_000)
  }

  @Test("[A9] does not wait when the attempt before began more than 60 s ago")
  func rateNotReached() {
    var subject = Subject(random: 0)
    lose(10, &subject)
    subject.now += 60_000_000
    subject.start()
    #expect(subject.deadline == subject.now)
  }

  @Test("[A9] an address that settles ends the count of conflicts")
  func countEnds() {
    var subject = Subject(random: 0)
    lose(10, &subject)
    subject.start()
    #expect(subject.run().count == 5)
    #expect(subject.detector.state == .settled)
    subject.start()
    #expect(subject.deadline == subject.now)
  }

  @Test("[A10] without probing, waits for the 60 s too, and does not use the address until then")
  func rateLimitWithoutProbing() {
    var subject = Subject(policy: .giveUp, probesFirst: false, random: .max)
    for _ in 0..<10 {
      subject.start()
      #expect(subject.receive(claim) == .defeated)
    }
    _ = subject.events()
    let last = subject.now
    subject.start()
    #expect(!subject.detector.isUsable)
    #expect(subject.deadline == last + 60_000_000)
    #expect(subject.events() == [])
    #expect(
      subject.run() == [
        Sending(.announcement, after: 60_000_000), Sending(.announcement, after: 62_000_000),
      ])
    #expect(subject.events() == [.acquired])
  }

  // MARK: The link

  @Test("[A9] begins anew when the link comes up, from any state that has an address")
  func linkUp() {
    for packets in 0...5 {
      var subject = Subject(random: 0)
      subject.start()
      for _ in 0..<packets { _ = subject.advance() }
      subject.detector.linkDown()
      #expect(!subject.detector.isUsable)
      #expect(subject.deadline == nil)
      #expect(subject.receive(claim) == .none)
      subject.now += 1_000_000_000
      #expect(subject.nextPacket() == nil)
      subject.linkUp()
      #expect(subject.detector.state == .probing)
      #expect(subject.run().count == 5)
    }
  }

  @Test("[A9] probes again for a lost address when the link comes up")
  func linkUpAfterDefeat() {
    var subject = Subject.settled(.giveUp)
    #expect(subject.receive(claim) == .defeated)
    subject.detector.linkDown()
    subject.linkUp()
    #expect(subject.run().count == 5)
    #expect(subject.events() == [.acquired])
  }

  @Test("[A10] without probing, announces again when the link comes up")
  func linkUpAnnounces() {
    var subject = Subject(probesFirst: false)
    subject.start()
    #expect(subject.run().count == 2)
    subject.detector.linkDown()
    subject.now += 1_000_000
    subject.linkUp()
    #expect(subject.detector.isUsable)
    #expect(
      subject.run() == [
        Sending(.announcement, after: 0), Sending(.announcement, after: 2_000_000),
      ])
  }

  @Test("waits for the link when it starts without one")
  func startWithoutLink() {
    var subject = Subject()
    subject.detector.linkDown()
    subject.start()
    #expect(subject.detector.state == .linkDown)
    #expect(subject.deadline == nil)
    subject.linkUp()
    #expect(subject.detector.state == .probing)
  }

  @Test("does nothing when a link comes up that is up, or that has no address")
  func linkUpAgain() {
    var subject = Subject.settled(.defendOnce)
    subject.linkUp()
    #expect(subject.detector.state == .settled)
    subject.detector.stop()
    subject.detector.linkDown()
    subject.linkUp()
    #expect(subject.detector.state == .stopped)
    #expect(!subject.detector.isUsable)
    #expect(subject.deadline == nil)
    #expect(subject.receive(claim) == .none)
  }

  @Test("is as large as a few words")
  func size() {
    #expect(MemoryLayout<AddressConflictDetector>.size <= 56)
  }
}
