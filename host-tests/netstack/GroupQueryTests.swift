import Testing

@testable import NetStack

/// Queries and how they are answered (RFC 3376 §5.2; RFC 2236 §3), and which version is spoken
/// (RFC 3376 §7.2.1).
@Suite struct GroupQueryTests {
  // As Linux sends them: in 239.1.2.4 and 239.1.2.3 to a general query, in 239.1.2.3 to one for it.
  private let answerForBoth: [UInt8] = [
    0x22, 0x00, 0xf7, 0xf2, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00, 0x00, 0x00, 0xef, 0x01, 0x02, 0x04,
    0x02, 0x00, 0x00, 0x00, 0xef, 0x01, 0x02, 0x03,
  ]
  private let answer: [UInt8] = [
    0x22, 0x00, 0xea, 0xf9, 0x00, 0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0xef, 0x01, 0x02, 0x03,
  ]
  // As a Linux bridge sends them (mcast_querier 1): for all groups and for 239.1.2.3.
  private let version3Query: [UInt8] = [
    0x11, 0x64, 0xec, 0x1e, 0x00, 0x00, 0x00, 0x00, 0x02, 0x7d, 0x00, 0x00,
  ]
  private let version3GroupQuery: [UInt8] = [
    0x11, 0x0a, 0xfb, 0x73, 0xef, 0x01, 0x02, 0x03, 0x02, 0x7d, 0x00, 0x00,
  ]
  private let version2Query: [UInt8] = [0x11, 0x64, 0xee, 0x9b, 0x00, 0x00, 0x00, 0x00]
  private let version2GroupQuery: [UInt8] = [0x11, 0x0a, 0xfd, 0xf0, 0xef, 0x01, 0x02, 0x03]

  private let group: [UInt8] = [239, 1, 2, 3]
  private let address = IPv4Address(239, 1, 2, 3)

  private func record(_ number: UInt8) -> MembershipReport {
    .record(IGMPGroupRecord(.modeIsExclude, IPv4Address(239, 1, 2, number)))
  }

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

  @Test("answers a query of version 1 within 10 seconds, each group for itself", arguments: 0..<20)
  func version1(seed: UInt64) {
    var members = Members<4>(seed: seed)
    members.settle(4, 3)
    let start = members.seconds
    let outcome = members.hear(shortQuery(code: 0))
    let sent = members.run(seconds: 200)
    #expect(outcome == .query)
    let reports = Set(sent.map(\.bytes))
    #expect(reports == [igmp([0x12, 0, 0, 0] + group), igmp([0x12, 0, 0, 0, 239, 1, 2, 4])])
    #expect(sent.count == 2)
    for sent in sent { #expect(sent.seconds > start && sent.seconds <= start + 10) }
  }

  @Test("answers a query of version 2 in time, each group for itself", arguments: 0..<20)
  func version2(seed: UInt64) {
    var members = Members<4>(seed: seed)
    members.settle(4, 3)
    let start = members.seconds
    let outcome = members.hear(version2Query)
    let sent = members.run(seconds: 200)
    #expect(outcome == .query)
    let reports = Set(sent.map(\.bytes))
    #expect(reports == [igmp([0x16, 0, 0, 0] + group), igmp([0x16, 0, 0, 0, 239, 1, 2, 4])])
    #expect(sent.count == 2 && sent.first?.seconds != sent.last?.seconds)
    for sent in sent { #expect(sent.seconds > start && sent.seconds <= start + 10) }
  }

  @Test("answers a query of version 2 for one group with that group")
  func version2Specific() {
    var members = Members<4>()
    _ = members.hear(version2Query)
    members.settle(4, 3)
    let start = members.seconds
    let outcome = members.hear(version2GroupQuery)
    let sent = members.run(seconds: 100)
    #expect(outcome == .query)
    #expect(sent.map(\.report) == [.version2Report(address)])
    #expect(sent.first.map { $0.seconds > start && $0.seconds <= start + 1 } == true)
  }

  @Test("moves a waiting report of version 2 only when it might come too late (RFC 2236 §3)")
  func version2Timer() {
    var kept = 0
    for seed in 0..<100 as Range<UInt64> {
      var members = Members<1>(seed: seed)
      _ = members.hear(version2Query)
      members.settle(3)
      _ = members.hear(version2Query)
      let first = members.membership.nextDeadline()
      _ = members.hear(version2Query)
      let same = members.membership.nextDeadline()
      #expect(first == same)
      let start = members.now
      _ = members.hear(version2GroupQuery)
      let moved = members.membership.nextDeadline()
      if let first, first.since(start) <= .seconds(1) {
        kept += 1
        #expect(moved == first)
      } else {
        #expect(moved.map { $0.since(start) <= .seconds(1) } == true)
      }
    }
    #expect(1..<50 ~= kept)
  }

  @Test(
    "another host's report of version 1 or 2 makes ours needless, for its group alone",
    arguments: [0x12, 0x16] as [UInt8])
  func suppression(type: UInt8) {
    var members = Members<4>()
    _ = members.hear(version2Query)
    members.settle(4, 3)
    let report = igmp([type, 0, 0, 0] + group)
    _ = members.hear(version2Query)
    let outcomes = [
      members.hear(report, to: group), members.hear(report, to: group),
      members.hear(igmp([type, 0, 0, 0, 239, 1, 2, 9]), to: [239, 1, 2, 9]),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.report, .reportNeedless, .reportNeedless])
    #expect(sent.map(\.report) == [.version2Report(IPv4Address(239, 1, 2, 4))])
  }

  @Test("another host's report makes the second of ours needless, but not the first")
  func suppressionOfJoin() {
    var members = Members<4>()
    _ = members.hear(version2Query)
    _ = members.join(3)
    let early = members.hear(igmp([0x16, 0, 0, 0] + group), to: group)
    let first = members.due()
    let late = members.hear(igmp([0x16, 0, 0, 0] + group), to: group)
    let sent = members.run(seconds: 100)
    #expect([early, late] == [.reportNeedless, .report])
    #expect(first.map(\.report) == [.version2Report(address)])
    #expect(sent.isEmpty)
  }

  @Test("another host's report counts only if it came to its group")
  func reportDestination() {
    var members = Members<4>()
    _ = members.hear(version2Query)
    members.settle(3, 4)
    _ = members.hear(version2Query)
    let report = igmp([0x16, 0, 0, 0] + group)
    let outcomes = [
      members.hear(report), members.hear(report, to: [239, 1, 2, 4]),
      members.hear(report, to: Station.board.address),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.destination, .destination, .destination])
    #expect(sent.count == 2)
  }

  @Test("version 3 answers whatever other hosts report")
  func noSuppression() {
    var members = Members<4>()
    members.settle(3)
    _ = members.hear(version3GroupQuery, to: group)
    let outcomes = [
      members.hear(igmp([0x16, 0, 0, 0] + group), to: group),
      members.hear(igmp([0x12, 0, 0, 0] + group), to: group),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.reportNeedless, .reportNeedless])
    #expect(sent.map(\.bytes) == [answer])
  }

  @Test("speaks version 2 for 260 seconds after a query of version 2, then version 3 again")
  func version2End() {
    var members = Members<4>()
    _ = members.hear(version2Query)
    _ = members.run(seconds: 259.9)
    _ = members.join(3)
    let before = members.due()
    _ = members.run(seconds: 0.2)
    _ = members.join(4)
    let after = members.due()
    #expect(before.map(\.report) == [.version2Report(address)])
    #expect(
      after.map(\.report) == [
        .record(IGMPGroupRecord(.changeToExclude, IPv4Address(239, 1, 2, 4)))
      ])
  }

  @Test("speaks version 1 while its querier is present, then version 2, then version 3")
  func fallback() {
    var members = Members<4>()
    _ = members.hear(shortQuery(code: 0))
    members.settle(3)
    _ = members.run(seconds: 89)
    _ = members.hear(version2Query)
    var reports = members.run(seconds: 20).map(\.report)
    _ = members.hear(longQuery(code: 10))
    reports += members.run(seconds: 139.9).map(\.report)
    _ = members.hear(longQuery(code: 10))
    reports += members.run(seconds: 0.05).map(\.report)
    // 260 seconds after the query of version 1, whose answer that is pending is dropped.
    reports += members.run(seconds: 0.1).map(\.report)
    _ = members.hear(longQuery(code: 10))
    reports += members.run(seconds: 99).map(\.report)
    _ = members.run(seconds: 1.5)
    _ = members.hear(longQuery(code: 10))
    reports += members.run(seconds: 99).map(\.report)
    #expect(reports.first == .version1Report(address))
    #expect(reports.last == .currentState(first: 0, count: 1))
    let kinds = reports.reduce(into: [MembershipReport]()) {
      if $0.last != $1 { $0.append($1) }
    }
    #expect(
      kinds == [
        .version1Report(address), .version2Report(address), .currentState(first: 0, count: 1),
      ])
  }

  @Test(
    "a later query of an older version prolongs its time, and queries of version 3 don't end it")
  func prolonged() {
    var members = Members<4>()
    _ = members.hear(version2Query)
    _ = members.run(seconds: 200)
    _ = members.hear(version2Query)
    _ = members.hear(version3Query)
    _ = members.run(seconds: 200)
    _ = members.join(3)
    let sent = members.due()
    #expect(sent.map(\.report) == [.version2Report(address)])
  }

  @Test("takes the time between queries from the last query of version 3 (RFC 3376 §8.12)")
  func queryInterval() {
    // 2 × 20 s + 10 s; and the default again when a query tells none.
    for (interval, end) in [(20, 50.0), (0, 260.0), (255, 63498.0)] as [(UInt8, Double)] {
      var members = Members<4>()
      _ = members.hear(longQuery(code: 10, interval: 99))
      _ = members.hear(longQuery(code: 10, interval: interval))
      _ = members.hear(version2Query)
      _ = members.run(seconds: end - 0.1)
      _ = members.join(3)
      let before = members.due()
      _ = members.run(seconds: 0.2)
      _ = members.join(4)
      let after = members.due()
      #expect(before.map(\.report) == [.version2Report(address)])
      #expect(after.map(\.report.destination) == [.allIGMPv3Routers])
    }
  }

  @Test("a query of version 2 for one group does not change the version (RFC 3376 §7.2.1)")
  func version2SpecificAlone() {
    var members = Members<4>()
    members.settle(3)
    let outcome = members.hear(version2GroupQuery)
    let sent = members.run(seconds: 100)
    #expect(outcome == .query)
    #expect(sent.map(\.bytes) == [answer])
  }

  @Test("a change of version drops pending answers and repeated reports")
  func changeDrops() {
    var members = Members<4>()
    _ = members.join(3)
    _ = members.join(4)
    _ = members.due()
    _ = members.leave(4)
    _ = members.due()
    _ = members.hear(longQuery(code: 100))
    _ = members.hear(longQuery(code: 100, group))
    _ = members.hear(version2Query)
    let sent = members.run(seconds: 100)
    #expect(sent.map(\.report) == [.version2Report(address)])
  }

  @Test("a change of version keeps first reports that are not sent yet, in the new version")
  func changeKeeps() {
    var members = Members<4>()
    members.settle(4)
    _ = members.join(3)
    _ = members.leave(4)
    _ = members.hear(version2Query)
    let older = members.due().map(\.report)
    #expect(
      older == [.version2Report(address), .leaveGroup(IPv4Address(239, 1, 2, 4))]
        || older == [.leaveGroup(IPv4Address(239, 1, 2, 4)), .version2Report(address)])
    _ = members.run(seconds: 259.9)
    _ = members.join(5)
    _ = members.leave(3)
    members.pass(seconds: 1)
    let newer = members.due().map(\.report)
    #expect(newer.contains(.record(IGMPGroupRecord(.changeToInclude, address))))
    #expect(
      newer.contains(.record(IGMPGroupRecord(.changeToExclude, IPv4Address(239, 1, 2, 5)))))
    #expect(newer.count == 2)
  }

  @Test("a change to version 1 drops a leave")
  func changeToVersion1() {
    var members = Members<4>()
    members.settle(3)
    _ = members.leave(3)
    _ = members.hear(shortQuery(code: 0))
    let sent = members.run(seconds: 100)
    #expect(sent.isEmpty)
  }

  @Test("ignores a general query to any group but all systems", arguments: [100, 0] as [UInt8])
  func generalDestination(code: UInt8) {
    var members = Members<4>()
    members.settle(3)
    let outcomes = [
      members.hear(longQuery(code: code), to: group),
      members.hear(shortQuery(code: code), to: group),
      members.hear(longQuery(code: code), to: [255, 255, 255, 255]),
      members.hear(shortQuery(code: code), to: [224, 0, 0, 2]),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.destination, .destination, .destination, .destination])
    #expect(sent.isEmpty)
  }

  @Test("takes a query to its own address (RFC 3376 §4.1.12)")
  func unicast() {
    var members = Members<4>()
    members.settle(3)
    let outcomes = [
      members.hear(longQuery(code: 0), to: Station.board.address),
      members.hear(longQuery(code: 10, group), to: Station.board.address),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.query, .query])
    #expect(sent.map(\.bytes) == [answer])
  }

  @Test("takes a query for one group to all systems and to a group that it is in, not to others")
  func specificDestination() {
    var members = Members<4>()
    members.settle(3, 4)
    let outcomes = [
      members.hear(longQuery(code: 0, group)),
      members.hear(longQuery(code: 0, group), to: [239, 1, 2, 4]),
      members.hear(longQuery(code: 0, group), to: [239, 1, 2, 9]),
    ]
    #expect(outcomes == [.query, .query, .destination])
  }

  @Test("ignores a message that may have come from beyond the link", arguments: [0, 2, 64, 255])
  func timeToLive(value: UInt8) {
    var members = Members<4>()
    _ = members.hear(version2Query)
    members.settle(3)
    _ = members.hear(version2Query)
    let outcomes = [
      members.hear(shortQuery(code: 0), timeToLive: value),
      members.hear(igmp([0x16, 0, 0, 0] + group), to: group, timeToLive: value),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.timeToLive, .timeToLive])
    #expect(sent.map(\.report) == [.version2Report(address)])
  }

  @Test("answers queries without the Router Alert option, as Linux does")
  func noRouterAlert() {
    var members = Members<4>()
    members.settle(3)
    let outcome = members.hear(longQuery(code: 0), options: [])
    let sent = members.due()
    #expect(outcome == .query)
    #expect(sent.map(\.bytes) == [answer])
  }

  @Test(
    "ignores what is neither a query nor a report of version 1 or 2",
    arguments: [0x17, 0x22, 0x13, 0x00, 0xFF] as [UInt8])
  func otherTypes(type: UInt8) {
    var members = Members<4>()
    _ = members.hear(version2Query)
    members.settle(3)
    _ = members.hear(version2Query)
    let outcome = members.hear(igmp([type, 0, 0, 0] + group), to: group)
    let sent = members.run(seconds: 100)
    #expect(outcome == .typeUnhandled)
    #expect(sent.count == 1)
  }

  @Test("drops queries of 0 to 7 bytes, whatever they are", arguments: 0...7)
  func truncated(count: Int) {
    var members = Members<4>()
    members.settle(3)
    let outcomes = [
      members.hear(Array(version3Query.prefix(count))),
      members.hear(Array(version2GroupQuery.prefix(count))),
      members.hear([UInt8](repeating: 0xFF, count: count)),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.truncated, .truncated, .truncated])
    #expect(sent.isEmpty)
  }

  @Test("drops malformed queries: of no version, with sources that are not there, with wrong sums")
  func malformed() {
    var members = Members<4>()
    members.settle(3)
    var lying = longQuery(code: 0, group, sources: [[10, 0, 0, 1]])
    lying.replaceSubrange(10..<12, with: [0xFF, 0xFF])
    let outcomes = [
      members.hear(igmp([0x11, 0, 0, 0, 0, 0, 0, 0, 2])),
      members.hear(igmp([0x11, 0, 0, 0, 0, 0, 0, 0, 2, 125, 0])),
      members.hear(igmp(lying), to: group),
      members.hear(longQuery(code: 0, sources: [[10, 0, 0, 1]])),
      members.hear([0x11, 0, 0, 0, 0, 0, 0, 0]),
    ]
    let sent = members.run(seconds: 100)
    #expect(outcomes == [.queryLength, .queryLength, .querySources, .querySources, .checksum])
    #expect(sent.isEmpty)
  }

  @Test("counts every outcome where it belongs")
  func counters() {
    var members = Members<4>()
    _ = members.hear(version2Query)
    members.settle(3)
    _ = members.hear(version2Query)
    var expected: [IGMPOutcome: UInt32] = [.query: 2]
    let messages: [([UInt8], [UInt8])] = [
      (igmp([0x16, 0, 0, 0] + group), group), (igmp([0x16, 0, 0, 0] + group), group),
      ([], group), ([0x11, 0, 0, 0, 0, 0, 0, 0], group),
      (igmp([0x11, 0, 0, 0, 0, 0, 0, 0, 0]), group),
      (longQuery(code: 0, sources: [group]), group), (version2Query, group),
      (longQuery(code: 0, [239, 9, 9, 9]), [224, 0, 0, 1]), (igmp([0, 0, 0, 0] + group), group),
    ]
    for (message, destination) in messages {
      expected[members.hear(message, to: destination), default: 0] += 1
    }
    expected[members.hear(version2Query, timeToLive: 2), default: 0] += 1
    #expect(expected.count == IGMPOutcome.allCases.count)
    for outcome in IGMPOutcome.allCases {
      let count = members.membership.counters[outcome]
      #expect(count == expected[outcome], "\(outcome)")
    }
  }
}
