import Testing

@testable import NetStack

/// Joins and leaves, and how they are reported (RFC 3376 §5.1; RFC 2236 §3).
@Suite struct GroupMembershipTests {
  // As Linux sends them for 239.1.2.3 on a veth pair (force_igmp_version 3, 2 and 1).
  private let join: [UInt8] = [
    0x22, 0x00, 0xe8, 0xf9, 0x00, 0x00, 0x00, 0x01, 0x04, 0x00, 0x00, 0x00, 0xef, 0x01, 0x02, 0x03,
  ]
  private let leave: [UInt8] = [
    0x22, 0x00, 0xe9, 0xf9, 0x00, 0x00, 0x00, 0x01, 0x03, 0x00, 0x00, 0x00, 0xef, 0x01, 0x02, 0x03,
  ]
  private let version2Report: [UInt8] = [0x16, 0x00, 0xf8, 0xfa, 0xef, 0x01, 0x02, 0x03]
  private let version2Leave: [UInt8] = [0x17, 0x00, 0xf7, 0xfa, 0xef, 0x01, 0x02, 0x03]
  private let version1Report: [UInt8] = [0x12, 0x00, 0xfc, 0xfa, 0xef, 0x01, 0x02, 0x03]

  private let group = IPv4Address(239, 1, 2, 3)

  @Test("[I21] a group is joined by its first join and left by the leave that takes back the last")
  func references() {
    var members = Members<2>()
    let before = members.contains(3)
    let joins = [members.join(3), members.join(3), members.join(4), members.join(3)]
    let leaves = [members.leave(3), members.leave(3)]
    let during = [members.contains(3), members.contains(4), members.contains(5)]
    let last = [members.leave(3), members.leave(3), members.leave(5)]
    let after = [members.contains(3), members.contains(4)]
    #expect(!before)
    #expect(joins == [.first, .again, .first, .again])
    #expect(leaves == [.still, .still])
    #expect(during == [true, true, false])
    #expect(last == [.last, .notJoined, .notJoined])
    #expect(after == [false, true])
  }

  @Test("[I21] all systems is always joined, takes no place and is never reported")
  func allSystems() {
    var members = Members<1>()
    let now = members.now
    let contains = members.membership.contains(.allSystems)
    let join = members.membership.join(.allSystems, at: now)
    let leaves = [
      members.membership.leave(.allSystems, at: now),
      members.membership.leave(.allSystems, at: now),
    ]
    let sent = members.run(seconds: 20)
    let other = members.join(3)
    let stillContains = members.membership.contains(.allSystems)
    #expect(contains && stillContains)
    #expect(join == .again)
    #expect(leaves == [.still, .still])
    #expect(sent.isEmpty)
    #expect(other == .first)
  }

  @Test(
    "refuses an address that is not a multicast address",
    arguments: [
      IPv4Address.unspecified, IPv4Address(192, 0, 2, 2), IPv4Address(223, 255, 255, 255),
      IPv4Address(240, 0, 0, 0), .broadcast,
    ])
  func notAGroup(address: IPv4Address) {
    var members = Members<2>()
    let now = members.now
    let join = members.membership.join(address, at: now)
    let leave = members.membership.leave(address, at: now)
    let contains = members.membership.contains(address)
    let sent = members.run(seconds: 20)
    #expect(join == .notAGroup)
    #expect(leave == .notJoined)
    #expect(!contains && sent.isEmpty)
  }

  @Test("refuses a group beyond its capacity, and counts it")
  func full() {
    var members = Members<2>()
    let joins = [members.join(3), members.join(4), members.join(5), members.join(4)]
    let contains = members.contains(5)
    let refused = members.membership.counters.joinsRefused
    #expect(joins == [.first, .first, .full, .again])
    #expect(!contains)
    #expect(refused == 1)
  }

  @Test("without capacity refuses every group, answers nothing and is never due")
  func noCapacity() {
    var members = Members<0>()
    let join = members.join(3)
    let leave = members.leave(3)
    let query = members.hear(longQuery(code: 10))
    let sent = members.run(seconds: 20)
    let deadline = members.membership.nextDeadline()
    #expect(join == .full && leave == .notJoined && query == .typeUnhandled)
    #expect(sent.isEmpty && deadline == nil)
  }

  @Test("a group that was left makes room for another before all is told of it")
  func leavingMakesRoom() {
    var members = Members<1>()
    members.settle(3)
    _ = members.leave(3)
    let first = members.due()
    let join = members.join(4)
    let sent = members.run(seconds: 20)
    let counters = members.membership.counters
    #expect(first.map(\.bytes) == [leave])
    #expect(join == .first)
    let record = MembershipReport.record(
      IGMPGroupRecord(.changeToExclude, IPv4Address(239, 1, 2, 4)))
    #expect(sent.map(\.report) == [record, record])
    #expect(counters.leavesForgotten == 1 && counters.joinsRefused == 0)
  }

  @Test("of the groups that were left, the one that is told of most makes room")
  func leastLoss() {
    var members = Members<2>()
    members.settle(3, 4)
    _ = members.leave(4)
    _ = members.due()
    _ = members.leave(3)
    _ = members.join(5)
    let sent = members.due()
    let told = sent.map(\.report)
    #expect(told.contains(.record(IGMPGroupRecord(.changeToInclude, group))))
    #expect(told.count == 2)
  }

  @Test("version 3 reports a join at once and once more within a second", arguments: 0..<40)
  func joinTwice(seed: UInt64) {
    var members = Members<4>(seed: seed)
    _ = members.join(3)
    let sent = members.run(seconds: 600)
    #expect(sent.map(\.bytes) == [join, join])
    #expect(sent.map(\.report.destination) == [.allIGMPv3Routers, .allIGMPv3Routers])
    #expect(sent.first?.seconds == 0)
    #expect((sent.last?.seconds).map { $0 > 0 && $0 <= 1 } == true)
  }

  @Test("version 3 reports a leave at once and once more within a second", arguments: 0..<40)
  func leaveTwice(seed: UInt64) {
    var members = Members<4>(seed: seed)
    members.settle(3)
    let start = members.seconds
    _ = members.leave(3)
    let sent = members.run(seconds: 600)
    #expect(sent.map(\.bytes) == [leave, leave])
    #expect(sent.map(\.report.destination) == [.allIGMPv3Routers, .allIGMPv3Routers])
    #expect(sent.first?.seconds == start)
    #expect((sent.last?.seconds).map { $0 > start && $0 <= start + 1 } == true)
  }

  @Test("spreads the second report over the second")
  func spread() {
    var early = 0
    for seed in 0..<400 as Range<UInt64> {
      var members = Members<1>(seed: seed)
      _ = members.join(3)
      let sent = members.run(seconds: 2)
      early += (sent.last?.seconds ?? 0) < 0.5 ? 1 : 0
    }
    // 6 standard deviations of a fair coin's 400 throws.
    #expect(140...260 ~= early)
  }

  @Test("reports only what is true last when a group is left and joined in a row")
  func flapping() {
    var members = Members<1>()
    members.settle(3)
    _ = members.leave(3)
    let left = members.due()
    let rejoined = members.join(3)
    let sent = members.run(seconds: 20)
    #expect(left.map(\.bytes) == [leave])
    #expect(rejoined == .first)
    #expect(sent.map(\.bytes) == [join, join])
  }

  @Test("reports nothing for joins and leaves between the first and the last")
  func quiet() {
    var members = Members<1>()
    members.settle(3)
    _ = members.join(3)
    _ = members.leave(3)
    let sent = members.run(seconds: 20)
    #expect(sent.isEmpty)
  }

  @Test("version 2 reports a join at once and once more within 10 seconds", arguments: 0..<40)
  func version2Join(seed: UInt64) {
    var members = Members<4>(seed: seed)
    _ = members.hear(shortQuery(code: 100))
    _ = members.join(3)
    let sent = members.run(seconds: 200)
    #expect(sent.map(\.bytes) == [version2Report, version2Report])
    #expect(sent.map(\.report.destination) == [group, group])
    #expect(sent.first?.seconds == 0)
    #expect((sent.last?.seconds).map { $0 > 0 && $0 <= 10 } == true)
  }

  @Test("version 2 tells all routers of a leave, once, if no other host reported the group last")
  func version2LeaveTold() {
    var members = Members<4>()
    _ = members.hear(shortQuery(code: 100))
    members.settle(3)
    let result = members.leave(3)
    let sent = members.run(seconds: 100)
    #expect(result == .last)
    #expect(sent.map(\.bytes) == [version2Leave])
    #expect(sent.map(\.report.destination) == [.allRouters])
  }

  @Test("version 2 tells nobody of a leave when another host reported the group last")
  func version2QuietLeave() {
    var members = Members<4>()
    _ = members.hear(shortQuery(code: 100))
    members.settle(3)
    _ = members.hear(shortQuery(code: 100))
    let outcome = members.hear(version2Report, to: [239, 1, 2, 3])
    let result = members.leave(3)
    let sent = members.run(seconds: 100)
    let again = members.join(3)
    #expect(outcome == .report)
    #expect(result == .last)
    #expect(sent.isEmpty)
    #expect(again == .first)
  }

  @Test("version 2 tells of a leave again when the group was joined again before it was told")
  func version2Flapping() {
    var members = Members<1>()
    _ = members.hear(shortQuery(code: 100))
    members.settle(3)
    _ = members.leave(3)
    _ = members.join(3)
    _ = members.leave(3)
    let sent = members.run(seconds: 100)
    #expect(sent.map(\.bytes) == [version2Leave])
  }

  @Test("version 1 reports a join twice and a leave never")
  func version1() {
    var members = Members<4>()
    _ = members.hear(shortQuery(code: 0))
    _ = members.join(3)
    let joined = members.run(seconds: 50)
    let result = members.leave(3)
    let left = members.run(seconds: 50)
    #expect(joined.map(\.bytes) == [version1Report, version1Report])
    #expect(joined.map(\.report.destination) == [group, group])
    #expect(joined.last.map { $0.seconds <= 10 } == true)
    #expect(result == .last)
    #expect(left.isEmpty)
  }

  @Test("reports every group anew on another link, in version 3, and forgets those that were left")
  func restart() {
    var members = Members<3>()
    _ = members.hear(shortQuery(code: 0))
    members.settle(3, 4)
    _ = members.hear(shortQuery(code: 100))
    _ = members.leave(4)
    let now = members.now
    members.membership.restart(at: now)
    let sent = members.run(seconds: 400)
    #expect(sent.map(\.bytes) == [join, join])
  }

  @Test("counts what it gives out")
  func sentCounter() {
    var members = Members<2>()
    members.settle(3, 4)
    _ = members.hear(longQuery(code: 10))
    _ = members.run(seconds: 5)
    let sent = members.membership.counters.reportsSent
    #expect(sent == 5)
  }
}
