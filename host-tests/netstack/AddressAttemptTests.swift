import Testing

@testable import NetStack

private typealias Subject = TimedConflictDetector
private let claim = Subject.claim
private let probe = Subject.probe

/// How often an address is tried for (RFC 5227 §2.1.1), and when anew.
@Suite struct AddressAttemptTests {
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

  @Test("[A9] an attempt that waits for its time is not put off by a link that goes and comes")
  func rateLimitAcrossLinks() {
    var subject = Subject(random: 0)
    lose(10, &subject)
    let last = subject.now
    subject.start()
    for _ in 0..<3 {
      subject.now += 10_000_000
      subject.detector.linkDown()
      subject.linkUp()
      #expect(subject.deadline == last + 60_000_000)
    }
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
