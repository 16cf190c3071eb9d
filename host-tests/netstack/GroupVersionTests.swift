import Testing

@testable import NetStack

/// Queries of older versions (RFC 2236 §3), and which version is spoken (RFC 3376 §7.2.1).
@Suite struct GroupVersionTests: GroupQueryBytes {
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
}
