/// What is heard: queries, and other hosts' reports.
extension GroupMembership {
  /// Takes in an IGMP message.
  ///
  /// A message must have the time to live that all have (RFC 1112 appendix I; RFC 2236 §2;
  /// RFC 3376 §4). Its Router Alert option is not asked for: RFC 3376 §9.1 would have queries
  /// ignored that lack it, but Linux answers them, and queriers live with that.
  ///
  /// Without capacity, IGMP is not spoken: nothing is read or counted.
  mutating func receive(
    _ arrival: borrowing Arrival, at now: Instant, random: inout RandomSource
  ) -> IGMPOutcome {
    guard capacity > 0 else { return .typeUnhandled }
    let outcome = dispatch(arrival, at: now, random: &random)
    counters[outcome] &+= 1
    return outcome
  }

  private mutating func dispatch(
    _ arrival: borrowing Arrival, at now: Instant, random: inout RandomSource
  ) -> IGMPOutcome {
    let message: IGMPMessage
    do {
      message = try IGMPMessage(arrival.packet.payload)
    } catch {
      return IGMPOutcome(error)
    }
    guard arrival.packet.timeToLive == IGMPTransport.timeToLive else { return .timeToLive }
    if let query = message.query {
      guard isAddressed(query, arrival) else { return .destination }
      return hear(query, at: now, random: &random)
    }
    guard message.type == .version1Report || message.type == .version2Report else {
      return .typeUnhandled
    }
    guard arrival.packet.destination == message.group else { return .destination }
    return hearReport(of: message.group, at: now)
  }

  /// Whether a query came to an address where we take it: one of our own, or a group that we are
  /// in (RFC 3376 §4.1.12); of groups, a general query may only go to all systems (§9.1).
  private mutating func isAddressed(_ query: IGMPQuery, _ arrival: borrowing Arrival) -> Bool {
    guard arrival.isForGroup, arrival.packet.destination != .allSystems else { return true }
    return !query.isGeneral && contains(arrival.packet.destination)
  }

  private mutating func hear(
    _ query: IGMPQuery, at now: Instant, random: inout RandomSource
  ) -> IGMPOutcome {
    updateVersion(at: now)
    notePresence(of: query, at: now)
    updateVersion(at: now)
    // Tenths of a second in microseconds: 31744 of them are less than 2³².
    let longest = query.maximumResponseTime &* 100_000
    if query.isGeneral {
      answerAll(within: longest, at: now, random: &random)
      return .query
    }
    guard let index = index(of: query.group), entries[index].isMember else { return .notMember }
    answer(index, within: longest, at: now, random: &random)
    return .query
  }

  /// Notes which querier there is. An older one counts as present for the Older Version Querier
  /// Present Timeout (RFC 3376 §8.12): 260 seconds, unless queries told of another interval.
  private mutating func notePresence(of query: IGMPQuery, at now: Instant) {
    let interval = queryInterval == 0 ? Self.defaultQueryInterval : queryInterval
    let end =
      now + .seconds(UInt32(Self.robustness) &* interval)
      + .milliseconds(query.maximumResponseTime &* 100)
    switch query.version {
    case .version1: version1QuerierEnd = end
    case .version2 where query.isGeneral: version2QuerierEnd = end
    case .version2: break
    case .version3: queryInterval = query.queryInterval
    }
  }

  /// Schedules the answer to a general query: in version 3 one for all groups (RFC 3376 §5.2
  /// rules 1 and 2), otherwise one for each (RFC 2236 §3).
  private mutating func answerAll(
    within longest: UInt32, at now: Instant, random: inout RandomSource
  ) {
    guard version == .version3 else {
      for index in entries.indices.rolled where entries[index].isMember {
        answerAlone(index, within: longest, at: now, random: &random)
      }
      return
    }
    let deadline = now + Self.delay(within: longest, random: &random)
    guard hasMembers, !isGeneralAnswerDue(by: deadline) else { return }
    isGeneralAnswerPending = true
    generalAnswerDeadline = deadline
  }

  /// Schedules the answer to a query for one group, with or without sources.
  ///
  /// A query for sources is answered with the group's whole state, as Linux does. RFC 3376 §5.2
  /// would have the asked sources repeated; for a router, EXCLUDE {} says those and more (§6.4.1).
  private mutating func answer(
    _ index: Int, within longest: UInt32, at now: Instant, random: inout RandomSource
  ) {
    guard version == .version3 else {
      answerAlone(index, within: longest, at: now, random: &random)
      return
    }
    // RFC 3376 §5.2 rules 1, 3 and 4.
    let deadline = now + Self.delay(within: longest, random: &random)
    guard !isGeneralAnswerDue(by: deadline) else { return }
    if entries[index].isAnswerPending, entries[index].answerDeadline <= deadline { return }
    entries[index].isAnswerPending = true
    entries[index].answerDeadline = deadline
  }

  /// Schedules a report of version 1 or 2. One that waits is only moved when it might come too
  /// late (RFC 2236 §3).
  mutating func answerAlone(
    _ index: Int, within longest: UInt32, at now: Instant, random: inout RandomSource
  ) {
    if entries[index].isAnswerPending,
      entries[index].answerDeadline.since(now).microseconds <= UInt64(longest)
    {
      return
    }
    entries[index].isAnswerPending = true
    entries[index].answerDeadline = now + Self.delay(within: longest, random: &random)
  }

  private mutating func isGeneralAnswerDue(by deadline: Instant) -> Bool {
    isGeneralAnswerPending && generalAnswerDeadline <= deadline
  }

  private var hasMembers: Bool {
    mutating get {
      for index in entries.indices.rolled where entries[index].isMember { return true }
      return false
    }
  }

  /// Another host's report makes ours needless (RFC 2236 §3), but not in version 3, whose reports
  /// routers want of every host (RFC 3376 §7.2.2 leaves the choice).
  private mutating func hearReport(of group: IPv4Address, at now: Instant) -> IGMPOutcome {
    updateVersion(at: now)
    guard version != .version3, let index = index(of: group), entries[index].isAnswerPending else {
      return .reportNeedless
    }
    entries[index].isAnswerPending = false
    entries[index].isLastReporter = false
    return .report
  }

  /// A random time in (0, `longest`] microseconds, and none for zero.
  static func delay(within longest: UInt32, random: inout RandomSource) -> Duration {
    guard longest > 0 else { return Duration(microseconds: 0) }
    let scaled = (UInt64(random.next32()) &* UInt64(longest)) >> 32
    return Duration(microseconds: scaled &+ 1)
  }
}
