import Testing

@testable import NetStack
import SeededRandom

/// Random joins, leaves and messages against a model that knows only what must be told by when.
@Suite struct GroupMembershipModelTests {
  /// Times are in microseconds since the start.
  private struct Model {
    let capacity: Int
    var references: [UInt8: Int] = [:]
    /// By when a group must be reported because of a query.
    var answersDue: [UInt8: UInt64] = [:]
    var version1End: UInt64 = 0
    var version2End: UInt64 = 0
    var queryInterval: UInt64 = 0
    var now: UInt64 = 0
    private(set) var version = IGMPVersion.version3
    /// No more reports than these may be given out.
    var allowance = 0

    /// A change of version drops what is due.
    mutating func update() {
      let present: IGMPVersion =
        now < version1End ? .version1 : now < version2End ? .version2 : .version3
      if present != version { answersDue = [:] }
      version = present
    }

    mutating func join(_ number: UInt8) -> String {
      update()
      if let count = references[number] {
        references[number] = count + 1
        return "again"
      }
      guard references.count < capacity else { return "full" }
      references[number] = 1
      allowance += 2
      return "first"
    }

    mutating func leave(_ number: UInt8) -> String {
      update()
      guard let count = references[number] else { return "notJoined" }
      references[number] = count > 1 ? count - 1 : nil
      guard count == 1 else { return "still" }
      answersDue[number] = nil
      allowance += version == .version3 ? 2 : 1
      return "last"
    }

    /// - Parameter number: nil in a general query.
    mutating func hear(_ heard: IGMPVersion, _ number: UInt8?, tenths: UInt64, interval: UInt8) {
      update()
      let interval2 = queryInterval == 0 ? 125 : queryInterval
      let end = now + 2 * interval2 * 1_000_000 + tenths * 100_000
      switch (heard, number) {
      case (.version1, _): version1End = end
      case (.version2, nil): version2End = end
      case (.version2, _): break
      case (.version3, _): queryInterval = UInt64(interval)
      }
      update()
      let asked = number.map { [$0] } ?? Array(references.keys)
      for number in asked where references[number] != nil {
        let due = now + tenths * 100_000
        answersDue[number] = min(due, answersDue[number] ?? .max)
      }
      allowance += version == .version3 ? 1 : asked.count
    }

    mutating func hearReport(_ number: UInt8) {
      update()
      if version != .version3 { answersDue[number] = nil }
    }

    /// Takes in what was given out at `now`, or says what is wrong with it.
    mutating func take(_ sent: [UInt8], _ destination: IPv4Address) -> String? {
      update()
      allowance -= 1
      if allowance < 0 { return "one report too many" }
      let groups = stride(from: 8, to: sent.count, by: 8).map { sent[$0 + 7] }
      switch (sent[0], version) {
      case (0x12, .version1), (0x16, .version2):
        guard destination == Members<0>.group(sent[7]) else { return "wrong destination" }
        return told(sent[7])
      case (0x17, .version2):
        guard destination == .allRouters else { return "wrong destination" }
        return references[sent[7]] == nil ? nil : "leave of a member"
      case (0x22, .version3):
        guard destination == .allIGMPv3Routers else { return "wrong destination" }
        guard Int(sent[7]) == groups.count, !groups.isEmpty else { return "wrong count" }
        guard sent[8] != 3 else {
          return references[groups[0]] == nil ? nil : "leave of a member"
        }
        // A join does not answer a query.
        if sent[8] == 4 { return references[groups[0]] == nil ? "join of no member" : nil }
        return groups.map { told($0) }.compactMap(\.self).first
      default: return "type \(sent[0]) in \(version)"
      }
    }

    private mutating func told(_ number: UInt8) -> String? {
      answersDue[number] = nil
      return references[number] == nil ? "report of no member" : nil
    }

    var late: [UInt8] {
      answersDue.filter { $0.value < now }.map(\.key)
    }
  }

  private func fail(_ why: String, seed: UInt64, step: Int) {
    Issue.record("seed \(seed), step \(step): \(why)")
  }

  /// Lets time go on by `pause`, with a look at no time but that of each deadline.
  private func advance<let capacity: Int>(
    _ members: inout Members<capacity>, _ model: inout Model, by pause: UInt64
  ) -> String? {
    let end = model.now + pause
    for _ in 0..<10_000 {
      for sent in members.due() {
        if let wrong = model.take(sent.bytes, sent.report.destination) { return wrong }
      }
      model.update()
      if let late = model.late.first { return "\(late) is told too late" }
      let next = (members.membership.nextDeadline()?.microseconds).map { $0 - 5_000_000 }
      let last = model.now == end
      if last, (next ?? .max) > end {
        // What is due must have a deadline in time.
        for (number, due) in model.answersDue where (next ?? .max) > due {
          return "no deadline for \(number)"
        }
        return nil
      }
      let target = min(next ?? .max, end)
      if target < model.now { return "a deadline in the past" }
      members.pass(microseconds: target - model.now)
      model.now = target
    }
    return "deadlines without end"
  }

  private func run<let capacity: Int>(_ subject: consuming Members<capacity>, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var members = subject
    var model = Model(capacity: capacity)
    for step in 0..<1500 {
      let pause: UInt64 =
        switch UInt8.random(in: 0..<20, using: &random) {
        case 0: .random(in: 1...400_000_000, using: &random)
        case 1...5: .random(in: 1...11_000_000, using: &random)
        case 6...12: .random(in: 1...500_000, using: &random)
        default: 0
        }
      if let wrong = advance(&members, &model, by: pause) {
        return fail(wrong, seed: seed, step: step)
      }
      let number = UInt8.random(in: 1...UInt8(capacity + 2), using: &random)
      let isGeneral = Bool.random(using: &random)
      let code =
        [0, 1, 10, 100, 127, 128, 255, .random(in: 0...255, using: &random)]
        .randomElement(using: &random)! as UInt8
      let group: [UInt8] = isGeneral ? [0, 0, 0, 0] : [239, 1, 2, number]
      let asked: UInt8? = isGeneral ? nil : number
      var (expected, actual) = ("", "")
      switch UInt8.random(in: 0..<24, using: &random) {
      case 0...5:
        expected = model.join(number)
        actual = "\(members.join(number))"
      case 6...10:
        expected = model.leave(number)
        actual = "\(members.leave(number))"
      case 11...16:
        let interval: UInt8 = [0, 1, 60, 125].randomElement(using: &random)!
        let tenths =
          code < 128 ? UInt64(code) : UInt64((code & 15) + 16) << UInt64((code >> 4 & 7) + 3)
        expected = asked == nil || model.references[number] != nil ? "query" : "notMember"
        model.hear(.version3, asked, tenths: tenths, interval: interval)
        actual = "\(members.hear(longQuery(code: code, group, interval: interval)))"
      case 17, 18:
        let isFirst = code == 0
        expected =
          asked == nil || isFirst || model.references[number] != nil ? "query" : "notMember"
        model.hear(
          isFirst ? .version1 : .version2, isFirst ? nil : asked,
          tenths: isFirst ? 100 : UInt64(code), interval: 0)
        actual = "\(members.hear(shortQuery(code: code, group)))"
      case 19...21:
        model.hearReport(number)
        _ = members.hear(igmp([0x16, 0, 0, 0, 239, 1, 2, number]), to: [239, 1, 2, number])
      default:
        // What is malformed or not addressed to us changes nothing.
        _ = members.hear(random.bytes(.random(in: 0...20, using: &random)))
        _ = members.hear(longQuery(code: 0), timeToLive: 2)
      }
      let contains = members.contains(number)
      guard actual == expected, contains == (model.references[number] != nil) else {
        return fail("\(actual) for \(expected)", seed: seed, step: step)
      }
    }
    if let wrong = advance(&members, &model, by: 4_000_000_000) {
      return fail(wrong, seed: seed, step: 1500)
    }
    let deadline = members.membership.nextDeadline()
    let sent = members.membership.counters.reportsSent
    #expect(deadline == nil)
    #expect(sent > 100, "seed \(seed) tells nothing")
  }

  @Test("is never late, never spins and tells nothing untrue", arguments: 0..<12 as Range<UInt64>)
  func model(round: UInt64) {
    let seed = UInt64.random(in: 0 ... .max) &+ round
    print("GroupMembershipModelTests seed \(seed)")
    run(Members<1>(seed: seed), seed: seed)
    run(Members<3>(seed: seed), seed: seed)
    run(Members<8>(seed: seed), seed: seed)
  }

  @Test("survives any bytes at any time to any address")
  func garbage() {
    let seed = UInt64.random(in: 0 ... .max)
    print("GroupMembershipModelTests seed \(seed)")
    var random = SplitMix64(seed: seed)
    var members = Members<4>(seed: seed)
    members.settle(1, 2, 3)
    var outcomes: Set<IGMPOutcome> = []
    for _ in 0..<30_000 {
      var bytes = random.bytes(.random(in: 0...24, using: &random))
      if bytes.count >= 8 {
        bytes[0] = [0x11, 0x11, 0x12, 0x16, 0x17, 0x22, bytes[0]].randomElement(using: &random)!
        let groups: [[UInt8]] = [
          [0, 0, 0, 0], [239, 1, 2, 1], [239, 1, 2, 9], Array(bytes[4..<8]),
        ]
        bytes.replaceSubrange(4..<8, with: groups.randomElement(using: &random)!)
        if bytes.count >= 12, Bool.random(using: &random) {
          bytes.replaceSubrange(10..<12, with: [0, .random(in: 0...4, using: &random)])
        }
        if UInt8.random(in: 0..<8, using: &random) > 0 { bytes = igmp(bytes) }
      }
      let destinations: [[UInt8]] = [
        [224, 0, 0, 1], [239, 1, 2, 1], [239, 1, 2, 9], [192, 0, 2, 2], random.bytes(4),
      ]
      outcomes.insert(
        members.hear(
          bytes, to: destinations.randomElement(using: &random)!,
          timeToLive: [1, 1, 1, 0, 255].randomElement(using: &random)!))
      if Bool.random(using: &random) { _ = members.run(seconds: 0.5) }
    }
    #expect(outcomes.count == IGMPOutcome.allCases.count)
  }
}
