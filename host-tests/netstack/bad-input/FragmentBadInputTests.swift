import NetStack
import Testing

/// Fragments that are parts of no datagram (RFC 791 §3.2; RFC 1858; RFC 5722).
@Suite struct FragmentBadInputTests {
  private static let strays: [BadFrame] = [
    // 8191 · 8 = 65528 bytes before them.
    BadFrame("ends at 65536", rawFragment(0x1FFF, 1, pattern(8)), .fragmentTooLong),
    BadFrame("ends at 65529", rawFragment(0x1FFF, 1, pattern(1)), .fragmentTooLong),
    BadFrame("ends at 65536, more", rawFragment(0x3FFF, 1, pattern(8)), .fragmentTooLong),
    BadFrame("ends at 67008", rawFragment(0x1FFF, 17, pattern(1480)), .fragmentTooLong),
    BadFrame("ends at 65536 by 24", rawFragment(0x1FFD, 17, pattern(24)), .fragmentTooLong),
    // 65515 are the most behind a header of 20 bytes.
    BadFrame("ends at 65516", rawFragment(0x1FFD, 17, pattern(4)), .fragmentTooLong),
    BadFrame("1 byte, more", rawFragment(0x2001, 1, pattern(1)), .fragmentMalformed),
    BadFrame("7 bytes, more", rawFragment(0x2001, 17, pattern(7)), .fragmentMalformed),
    BadFrame("9 bytes first", rawFragment(0x2000, 17, pattern(9)), .fragmentMalformed),
    BadFrame("1479 bytes first", rawFragment(0x2000, 1, pattern(1479)), .fragmentMalformed),
    BadFrame("17 bytes of TCP first", rawFragment(0x2000, 6, pattern(17)), .fragmentMalformed),
    BadFrame("nothing, more", rawFragment(0x2001, 17, []), .fragmentMalformed),
    BadFrame("nothing, last", rawFragment(0x0001, 17, []), .fragmentMalformed),
    BadFrame("nothing, far", rawFragment(0x1FFF, 17, []), .fragmentMalformed),
    BadFrame("nothing, all flags", rawFragment(0xE001, 17, []), .fragmentMalformed),
    BadFrame("nothing first", rawFragment(0x2000, 17, []), .fragmentTinyFirst),
    BadFrame("nothing first, padded", rawFragment(0x2000, 1, []).padded, .fragmentTinyFirst),
    BadFrame("1 byte first", rawFragment(0x2000, 1, [8]), .fragmentTinyFirst),
    BadFrame(
      "7 bytes first, padded", rawFragment(0x2000, 17, pattern(7)).padded, .fragmentTinyFirst),
    BadFrame("8 bytes of TCP first", rawFragment(0x2000, 6, pattern(8)), .fragmentTinyFirst),
    BadFrame("15 bytes of TCP first", rawFragment(0x2000, 6, pattern(15)), .fragmentTinyFirst),
  ]

  @Test("[bad input 11] drops a fragment that is part of no datagram", arguments: strays)
  func stray(frame: BadFrame) throws {
    try expectDrop(frame)
    var host = try makeBadInputHost()
    host.exchange(frame.bytes)
    #expect(host.interface.counters.reassembly.discarded.datagrams == 0)
    // Nor is any part of it in a datagram of the same name.
    let message = echoRequest(pattern(24)).payload
    #expect(host.outcome(of: rawFragment(0x2000, 1, Array(message[..<16]))) == .fragmentHeld)
    let reply = answer(icmp(type: 0, rest: Array(message[4..<8]), pattern(24)))
    #expect(host.exchange(rawFragment(0x0002, 1, Array(message[16...]))) == [reply])
    expectPingStillWorks(&host)
  }

  @Test("[bad input 11] adds no fragment that ends beyond 65535 bytes, with room for it too")
  func beyondIPv4() throws {
    var host = Host<8, 2, 4, 1, 65600>()
    host.meet(.peer)
    for frame in Self.strays.prefix(6) {
      let reaction = host.react(to: frame.bytes)
      #expect(reaction.outcome == .fragmentTooLong && reaction.sent.isEmpty)
      #expect(host.deadline == nil)
    }
    #expect(host.outcome(of: rawFragment(0x1FFD, 17, pattern(3))) == .fragmentHeld)
    expectPingStillWorks(&host)
  }

  /// Fragments in the order in which they come, and how each ends.
  struct Sequence: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let steps: [(bytes: Range<Int>, more: Bool, outcome: FrameOutcome)]

    init(_ description: String, _ steps: [(Range<Int>, Bool, FrameOutcome)]) {
      testDescription = description
      self.steps = steps.map { (bytes: $0, more: $1, outcome: $2) }
    }
  }

  private static let contradictions: [Sequence] = [
    Sequence(
      "overlap at the head",
      [
        (16..<32, false, .fragmentHeld), (8..<24, true, .fragmentOverlap),
        (0..<8, true, .fragmentDiscarded), (0..<16, true, .fragmentDiscarded),
      ]),
    Sequence(
      "overlap at the tail",
      [
        (0..<16, true, .fragmentHeld), (8..<32, false, .fragmentOverlap),
        (16..<32, false, .fragmentDiscarded),
      ]),
    Sequence(
      "one within another that is longer",
      [
        (0..<8, true, .fragmentHeld), (16..<24, true, .fragmentHeld),
        (8..<32, false, .fragmentOverlap), (8..<16, true, .fragmentDiscarded),
        (24..<32, false, .fragmentDiscarded),
      ]),
    Sequence(
      "teardrop: the last ends within the first",
      [
        (0..<24, true, .fragmentHeld), (8..<12, false, .fragmentConflictingEnd),
        (24..<32, false, .fragmentDiscarded),
      ]),
    Sequence(
      "two ends, the second before the first",
      [
        (16..<32, false, .fragmentHeld), (16..<24, false, .fragmentConflictingEnd),
        (0..<16, true, .fragmentDiscarded),
      ]),
    Sequence(
      "two ends, the second behind the first",
      [
        (16..<24, false, .fragmentHeld), (24..<32, false, .fragmentConflictingEnd),
        (0..<16, true, .fragmentDiscarded),
      ]),
    Sequence(
      "the last with more to come",
      [
        (16..<32, false, .fragmentHeld), (16..<32, true, .fragmentConflictingEnd),
        (0..<16, true, .fragmentDiscarded),
      ]),
    Sequence(
      "more behind the end",
      [
        (16..<24, false, .fragmentHeld), (24..<32, true, .fragmentConflictingEnd),
        (0..<16, true, .fragmentDiscarded),
      ]),
    Sequence(
      "nothing where the datagram goes on",
      [
        (0..<16, true, .fragmentHeld), (16..<16, true, .fragmentMalformed),
        (16..<32, false, .fragmentDiscarded),
      ]),
  ]

  @Test("[bad input 12] discards a datagram whose fragments contradict", arguments: contradictions)
  func contradiction(sequence: Sequence) throws {
    let message = echoRequest(pattern(24)).payload
    var host = try makeBadInputHost()
    for step in sequence.steps {
      let field = UInt16(step.bytes.lowerBound / 8) | (step.more ? 0x2000 : 0)
      let reaction = host.react(to: rawFragment(field, 1, Array(message[step.bytes])))
      #expect(reaction.outcome == step.outcome, "\(step.bytes)")
      #expect(reaction.sent.isEmpty, "\(step.bytes)")
    }
    expectPingStillWorks(&host)
    #expect(host.interface.counters.reassembly.discarded.datagrams == 1)
    host.advance(.seconds(60))
    #expect(host.poll().isEmpty)
    host.meet(.peer)
    expectPingStillWorks(&host)
  }

  @Test("[bad input 12] takes a duplicate for none, and answers once")
  func duplicate() throws {
    let message = echoRequest(pattern(24)).payload
    let first = rawFragment(0x2000, 1, Array(message[..<16]))
    let last = rawFragment(0x0003, 1, Array(message[24...]))
    var host = try makeBadInputHost()
    #expect(host.outcome(of: first) == .fragmentHeld)
    #expect(host.outcome(of: first) == .fragmentDuplicate)
    #expect(host.outcome(of: last) == .fragmentHeld)
    #expect(host.outcome(of: last) == .fragmentDuplicate)
    // Within what is held.
    #expect(host.outcome(of: rawFragment(0x2001, 1, Array(message[8..<16]))) == .fragmentDuplicate)
    let reply = answer(icmp(type: 0, rest: Array(message[4..<8]), pattern(24)))
    let completed = host.react(to: rawFragment(0x2002, 1, Array(message[16..<24])))
    #expect(completed.outcome == .answered && completed.sent == [reply])
    let again = host.react(to: first)
    #expect(again.outcome == .fragmentHeld && again.sent.isEmpty)
    expectPingStillWorks(&host)
  }

  @Test("[bad input 12] reports a gap that is never filled with what was held")
  func gap() throws {
    let message = echoRequest(pattern(24)).payload
    let first = rawFragment(0x2000, 1, Array(message[..<16]))
    var host = try makeBadInputHost()
    #expect(host.outcome(of: first) == .fragmentHeld)
    #expect(host.outcome(of: rawFragment(0x0003, 1, Array(message[24...]))) == .fragmentHeld)
    host.advance(.seconds(59))
    host.meet(.peer)
    host.advance(.seconds(1))
    #expect(host.poll() == [answer(icmp(type: 11, code: 1, Array(first[14...])))])
    expectPingStillWorks(&host)
  }
}
