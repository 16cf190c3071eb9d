import Testing

@testable import NetStack

/// Queries that are not for us, or none (RFC 3376 §4.1, §9).
@Suite struct GroupQueryRefusalTests: GroupQueryBytes {
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
