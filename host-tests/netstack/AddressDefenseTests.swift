import Testing

@testable import NetStack

private typealias Subject = TimedConflictDetector
private let claim = Subject.claim
private let probe = Subject.probe

/// Announcing an address and defending it (RFC 5227 §2.3, §2.4).
@Suite struct AddressDefenseTests {
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
      claim, Subject.packet(sender: Subject.address, target: Subject.address),
      Subject.packet(
        ARPPacket.Operation(rawValue: 9), sender: Subject.address, target: .unspecified),
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
      subject.receive(Subject.packet(sender: IPv4Address(192, 0, 2, 1), target: Subject.address))
        == .none)
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
}
