import Testing

@testable import NetStack
import SeededRandom

/// The detector among stations that do anything, at any time.
@Suite struct AddressConflictPropertyTests {
  private struct Link {
    var detector: AddressConflictDetector
    var random: SplitMix64
    var now: UInt64 = 0
    var defenses: [UInt64] = []
    var probes: [UInt64] = []
    var announcements: [UInt64] = []
    var isLinkUp = true

    let hardware = MACAddress(2, 0, 0, 0, 0, 2)
    let address = IPv4Address(192, 0, 2, 2)

    init(policy: DefensePolicy, probesFirst: Bool, seed: UInt64) {
      detector = AddressConflictDetector(policy: policy, probesFirst: probesFirst)
      random = SplitMix64(seed: seed)
    }

    var instant: Instant { Instant(microseconds: now) }

    mutating func number(below bound: UInt64) -> UInt64 { random.next() % bound }
    mutating func draw() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }

    /// Takes everything that is due, as a poll does.
    /// - Returns: whether that came to an end.
    mutating func poll() -> Bool {
      for _ in 0..<2 {
        guard let packet = detector.nextPacket(at: instant, random: draw()) else { return true }
        switch packet {
        case .probe: probes.append(now)
        case .announcement: announcements.append(now)
        }
      }
      return false
    }

    /// A packet of a station that may be us, about an address that may be ours.
    mutating func receive() -> ConflictVerdict {
      let addresses = [address, .unspecified, IPv4Address(192, 0, 2, 77)]
      let packet = ARPPacket(
        operation: ARPPacket.Operation(rawValue: UInt16(number(below: 3))),
        senderHardware: MACAddress(2, 0, 0, 0, 0, UInt8(2 + number(below: 4))),
        senderProtocol: addresses[Int(number(below: 3))], targetHardware: .zero,
        targetProtocol: addresses[Int(number(below: 3))])
      let wasUsable = detector.isUsable
      let verdict = detector.receive(
        packet, ourHardware: hardware, ourAddress: address, at: instant)
      #expect((verdict == .ours) == (packet.senderHardware == hardware))
      if verdict == .defend { defenses.append(now) }
      if verdict == .none || verdict == .ours { #expect(detector.isUsable == wasUsable) }
      return verdict
    }
  }

  /// Each of `times` at least `interval` after the one before.
  private func areApart(_ times: [UInt64], by interval: UInt64) -> Bool {
    zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= interval }
  }

  private func check(
    _ policy: DefensePolicy, probesFirst: Bool, patience: UInt64, seed: UInt64
  ) {
    var link = Link(policy: policy, probesFirst: probesFirst, seed: seed)
    let context: Comment = "seed \(seed), \(policy), probes first: \(probesFirst)"
    var verdicts: [ConflictVerdict: Int] = [:]
    link.detector.start(at: link.instant, random: link.draw())
    for _ in 0..<2_000 {
      switch link.number(below: 12) {
      case 0 where link.detector.state == .defeated || link.detector.state == .stopped:
        link.detector.start(at: link.instant, random: link.draw())
      case 1 where link.number(below: 8) == 0:
        link.isLinkUp.toggle()
        if link.isLinkUp {
          link.detector.linkUp(at: link.instant, random: link.draw())
        } else {
          link.detector.linkDown()
        }
      case 2 where link.number(below: 40) == 0:
        link.detector.stop()
      case 3..<6:
        verdicts[link.receive(), default: 0] += 1
      case 6..<9:
        link.now += link.number(below: patience)
      default:
        // Sleeps until it is due, no longer than the longest time there is.
        if let deadline = link.detector.nextDeadline {
          #expect(deadline.microseconds <= link.now + 61_000_000, context)
          link.now = max(link.now, deadline.microseconds)
        }
      }
      let before = link.detector.nextDeadline
      let isDone = link.poll()
      #expect(isDone, context)
      if let after = link.detector.nextDeadline {
        #expect(after > link.instant, context)
        if let before { #expect(after >= before, context) }
      }
      #expect(link.isLinkUp || link.detector.nextDeadline == nil, context)
      var events = 0
      while link.detector.nextEvent() != nil { events += 1 }
      #expect(events <= 2, context)
    }
    #expect(areApart(link.defenses, by: 10_000_000), context)
    #expect(policy != .giveUp || link.defenses.isEmpty, context)
    #expect(policy != .neverGiveUp || verdicts[.defeated] == nil, context)
    #expect(probesFirst || link.probes.isEmpty, context)
    #expect(verdicts[.ours] != nil, context)
    #expect(!link.announcements.isEmpty, context)
  }

  @Test("[A11] defends at most once in 10 s and never spins, whatever the stations do")
  func random() {
    let base = UInt64.random(in: 0 ... .max)
    print("AddressConflictPropertyTests seed \(base)")
    for round: UInt64 in 0..<12 {
      for policy in [DefensePolicy.giveUp, .defendOnce, .neverGiveUp] {
        for probesFirst in [true, false] {
          // From a crowd at once to one packet in a minute.
          let patience: UInt64 = [100_000, 3_000_000, 30_000_000][Int(round % 3)]
          check(policy, probesFirst: probesFirst, patience: patience, seed: base &+ round)
        }
      }
    }
  }

  @Test("[A9] after ten conflicts, attempts are 60 s apart, whatever the restarts")
  func attempts() {
    let seed = UInt64.random(in: 0 ... .max)
    print("AddressConflictPropertyTests seed \(seed)")
    var link = Link(policy: .giveUp, probesFirst: true, seed: seed)
    let claim = ARPPacket.announcement(of: link.address, from: .zero)
    // Each attempt is lost at its first probe, and the next is begun at once.
    for _ in 0..<40 {
      link.detector.start(at: link.instant, random: link.draw())
      if let deadline = link.detector.nextDeadline { link.now = deadline.microseconds }
      let isDone = link.poll()
      #expect(isDone)
      let verdict = link.detector.receive(
        claim, ourHardware: link.hardware, ourAddress: link.address, at: link.instant)
      #expect(verdict == .probeLost)
    }
    #expect(link.probes.count == 40)
    // A random time of up to 1 s stands between an attempt's beginning and its first probe.
    #expect(areApart(Array(link.probes.dropFirst(9)), by: 59_000_000), "seed \(seed)")
    #expect(link.probes[39] - link.probes[9] >= 30 * 60_000_000 - 1_000_000, "seed \(seed)")
    #expect(link.probes[9] - link.probes[0] <= 9_000_000, "seed \(seed)")
  }
}
