import Testing

@testable import NetStack

/// Queries of version 3 and how they are answered (RFC 3376 §5.2).
@Suite struct GroupQueryTests: GroupQueryBytes {
  @Test("answers a general query of version 3 with all groups in one report", arguments: 0..<40)
  func general(seed: UInt64) {
    var members = Members<4>(seed: seed)
    members.settle(4, 3)
    let start = members.seconds
    let outcome = members.hear(version3Query)
    let sent = members.run(seconds: 100)
    #expect(outcome == .query)
    #expect(sent.map(\.bytes) == [answerForBoth])
    #expect(sent.map(\.report.destination) == [.allIGMPv3Routers])
    #expect(sent.first.map { $0.seconds > start && $0.seconds <= start + 10 } == true)
  }

  @Test("answers a query of version 3 for one group with that group", arguments: 0..<40)
  func specific(seed: UInt64) {
    var members = Members<4>(seed: seed)
    members.settle(4, 3)
    let start = members.seconds
    let outcome = members.hear(version3GroupQuery, to: group)
    let sent = members.run(seconds: 100)
    #expect(outcome == .query)
    #expect(sent.map(\.bytes) == [answer])
    #expect(sent.first.map { $0.seconds > start && $0.seconds <= start + 1 } == true)
  }

  @Test("answers a query for sources with the group's whole state, as Linux does")
  func sources() {
    var members = Members<4>()
    members.settle(4, 3)
    let query = longQuery(code: 10, group, sources: [[10, 0, 0, 1], [10, 0, 0, 2]])
    let outcome = members.hear(query, to: group)
    let sent = members.run(seconds: 100)
    #expect(outcome == .query)
    #expect(sent.map(\.bytes) == [answer])
  }

  @Test(
    "[I21] answers nothing about a group that it is not in, nor about all systems",
    arguments: [[239, 1, 2, 9], [224, 0, 0, 1], [10, 0, 0, 1], [0, 0, 0, 1]])
  func notMember(group: [UInt8]) {
    var members = Members<4>()
    members.settle(3)
    let outcomes = [
      members.hear(longQuery(code: 10, group)), members.hear(shortQuery(code: 10, group)),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.notMember, .notMember])
    #expect(sent.isEmpty)
  }

  @Test("answers nothing while it is in no group")
  func noGroups() {
    var members = Members<4>()
    let outcome = members.hear(version3Query)
    let deadline = members.membership.nextDeadline()
    let sent = members.run(seconds: 100)
    #expect(outcome == .query)
    #expect(deadline == nil && sent.isEmpty)
  }

  @Test("answers nothing when all groups are left before the answer is due")
  func leftSince() {
    var members = Members<4>()
    members.settle(3)
    _ = members.hear(version3Query)
    _ = members.hear(longQuery(code: 200, group))
    _ = members.leave(3)
    let sent = members.run(seconds: 200)
    let kinds = sent.map(\.report)
    let leave = MembershipReport.record(IGMPGroupRecord(.changeToInclude, address))
    #expect(kinds == [leave, leave])
  }

  @Test("answers a query of version 3 without a response time at once, and once")
  func atOnce() {
    var members = Members<4>()
    members.settle(4, 3)
    let start = members.seconds
    for _ in 0..<50 { _ = members.hear(longQuery(code: 0)) }
    for _ in 0..<50 { _ = members.hear(longQuery(code: 0, group), to: group) }
    let sent = members.run(seconds: 100)
    #expect(sent.map(\.bytes) == [answerForBoth])
    #expect(sent.first?.seconds == start)
  }

  @Test("answers a query for one group without a response time at once, and once")
  func groupAtOnce() {
    var members = Members<4>()
    members.settle(4, 3)
    let start = members.seconds
    for _ in 0..<50 { _ = members.hear(longQuery(code: 0, group), to: group) }
    let sent = members.run(seconds: 100)
    #expect(sent.map(\.bytes) == [answer])
    #expect(sent.first?.seconds == start)
  }

  @Test("answers many general queries with the earliest answer only", arguments: 0..<20)
  func burst(seed: UInt64) {
    var members = Members<4>(seed: seed)
    members.settle(4, 3)
    let start = members.seconds
    var deadlines: [Instant] = []
    for _ in 0..<100 {
      _ = members.hear(version3Query)
      if let deadline = members.membership.nextDeadline() { deadlines.append(deadline) }
    }
    let sent = members.run(seconds: 100)
    #expect(deadlines.count == 100 && deadlines == deadlines.sorted(by: >))
    #expect(sent.map(\.bytes) == [answerForBoth])
    // The first of 100 random times in 10 seconds.
    #expect(sent.first.map { $0.seconds < start + 2 } == true)
  }

  @Test("does not answer for one group when the answer for all comes sooner (§5.2 rule 1)")
  func generalWins() {
    var members = Members<4>()
    members.settle(4, 3)
    _ = members.hear(longQuery(code: 1))
    // 31744 tenths of a second: surely later.
    _ = members.hear(longQuery(code: 255, group), to: group)
    let sent = members.run(seconds: 4000)
    #expect(sent.map(\.bytes) == [answerForBoth])
  }

  @Test("answers for one group when the answer for all comes later, and then for all")
  func specificFirst() {
    var members = Members<4>()
    members.settle(4, 3)
    _ = members.hear(longQuery(code: 255))
    _ = members.hear(longQuery(code: 1, group), to: group)
    let sent = members.run(seconds: 4000)
    #expect(sent.map(\.bytes) == [answer, answerForBoth])
  }

  @Test("moves an answer for one group forward, never back (§5.2 rule 4)")
  func specificForward() {
    var members = Members<4>()
    members.settle(3)
    let start = members.seconds
    _ = members.hear(longQuery(code: 255, group), to: group)
    _ = members.hear(longQuery(code: 1, group), to: group)
    _ = members.hear(longQuery(code: 255, group), to: group)
    let sent = members.run(seconds: 4000)
    #expect(sent.map(\.bytes) == [answer])
    #expect(sent.first.map { $0.seconds <= start + 0.1 } == true)
  }

  @Test("tells more groups than one report takes in several, each once")
  func manyGroups() {
    var members = Members<150>()
    for number in 0..<150 as Range<UInt8> { _ = members.join(number) }
    _ = members.run(seconds: 10)
    for number in stride(from: 0, to: 150, by: 10) as StrideTo<UInt8> { _ = members.leave(number) }
    _ = members.run(seconds: 10)
    _ = members.hear(longQuery(code: 1))
    let sent = members.run(seconds: 10)
    var told: [UInt8] = []
    for sent in sent {
      for start in stride(from: 8, to: sent.bytes.count, by: 8) {
        told.append(sent.bytes[start + 7])
      }
    }
    #expect(sent.map(\.bytes.count) == [8 + 64 * 8, 8 + 64 * 8, 8 + 7 * 8])
    #expect(sent.map { $0.bytes[7] } == [64, 64, 7])
    #expect(told == (0..<150).filter { $0 % 10 != 0 })
  }
}
