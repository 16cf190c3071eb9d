/// What is told: reports of changes, and answers to queries.
extension GroupMembership {
  /// The next message that is due.
  mutating func nextReport(at now: Instant, random: inout RandomSource) -> MembershipReport? {
    guard capacity > 0 else { return nil }
    updateVersion(at: now)
    guard let report = dueReport(at: now, random: &random) else { return nil }
    counters.reportsSent &+= 1
    return report
  }

  private mutating func dueReport(
    at now: Instant, random: inout RandomSource
  ) -> MembershipReport? {
    for index in entries.indices.rolled
    where entries[index].changesLeft > 0 && entries[index].changeDeadline <= now {
      return reportChange(index, at: now, random: &random)
    }
    if isGeneralAnswerPending, generalAnswerDeadline <= now, let report = reportCurrentState() {
      return report
    }
    for index in entries.indices.rolled
    where entries[index].isAnswerPending && entries[index].answerDeadline <= now {
      entries[index].isAnswerPending = false
      return report(index, .modeIsExclude)
    }
    return nil
  }

  /// When `nextReport` has something to do again.
  mutating func nextDeadline() -> Instant? {
    guard capacity > 0 else { return nil }
    var earliest: Instant? = isGeneralAnswerPending ? generalAnswerDeadline : nil
    for index in entries.indices.rolled {
      if entries[index].changesLeft > 0 {
        Self.advance(&earliest, to: entries[index].changeDeadline)
      }
      if entries[index].isAnswerPending {
        Self.advance(&earliest, to: entries[index].answerDeadline)
      }
    }
    return earliest
  }

  private static func advance(_ earliest: inout Instant?, to deadline: Instant) {
    if let known = earliest, known <= deadline { return }
    earliest = deadline
  }

  private mutating func reportChange(
    _ index: Int, at now: Instant, random: inout RandomSource
  ) -> MembershipReport {
    entries[index].changesLeft &-= 1
    guard entries[index].isMember else { return reportLeave(index, at: now, random: &random) }
    if version == .version3 {
      delayChange(index, at: now, random: &random)
    } else {
      answerAlone(
        index, within: Self.olderUnsolicitedReportInterval, at: now, random: &random)
    }
    return report(index, .changeToExclude)
  }

  private mutating func reportLeave(
    _ index: Int, at now: Instant, random: inout RandomSource
  ) -> MembershipReport {
    let group = entries[index].group
    if entries[index].changesLeft == 0 {
      entries[index] = Entry()
    } else {
      delayChange(index, at: now, random: &random)
    }
    return version == .version3
      ? .record(IGMPGroupRecord(.changeToInclude, group)) : .leaveGroup(group)
  }

  private mutating func delayChange(
    _ index: Int, at now: Instant, random: inout RandomSource
  ) {
    entries[index].changeDeadline =
      now + Self.delay(within: Self.unsolicitedReportInterval, random: &random)
  }

  /// A member's report in the version that we speak; only version 3 tells its kind.
  private mutating func report(
    _ index: Int, _ kind: IGMPGroupRecord.Kind
  ) -> MembershipReport {
    entries[index].isLastReporter = true
    let group = entries[index].group
    return switch version {
    case .version1: .version1Report(group)
    case .version2: .version2Report(group)
    case .version3: .record(IGMPGroupRecord(kind, group))
    }
  }

  /// The next part of the answer to a general query (RFC 3376 §5.2), or nil when all groups were
  /// left since.
  private mutating func reportCurrentState() -> MembershipReport? {
    let first = Int(generalAnswerNext)
    var count = 0
    for index in entries.indices.rolled where index >= first && entries[index].isMember {
      guard count < Self.recordsPerReport else {
        generalAnswerNext = UInt16(truncatingIfNeeded: index)
        return .currentState(first: first, count: count)
      }
      count &+= 1
    }
    endGeneralAnswer()
    return count > 0 ? .currentState(first: first, count: count) : nil
  }

  /// Writes the IGMP message of a report that `nextReport` has just given out.
  /// - Parameter offset: where `report.length` bytes have room.
  /// - Returns: the length of the message.
  @_lifetime(bytes: copy bytes)
  mutating func write(
    _ report: MembershipReport, to bytes: inout MutableSpan<UInt8>, at offset: Int
  ) -> Int {
    switch report {
    case .version1Report(let group):
      return Self.write(.version1Report, group, to: &bytes, at: offset)
    case .version2Report(let group):
      return Self.write(.version2Report, group, to: &bytes, at: offset)
    case .leaveGroup(let group):
      return Self.write(.leaveGroup, group, to: &bytes, at: offset)
    case .record(let record):
      var writer = IGMPReportWriter(at: offset)
      writer.add(record, to: &bytes)
      return writer.finish(&bytes)
    case .currentState(let first, let count):
      return writeCurrentState(first, count, to: &bytes, at: offset)
    }
  }

  @_lifetime(bytes: copy bytes)
  private static func write(
    _ type: IGMPType, _ group: IPv4Address, to bytes: inout MutableSpan<UInt8>, at offset: Int
  ) -> Int {
    IGMPGroupMessage(type: type, group: group).write(to: &bytes, at: offset)
    return IGMPGroupMessage.length
  }

  @_lifetime(bytes: copy bytes)
  private mutating func writeCurrentState(
    _ first: Int, _ count: Int, to bytes: inout MutableSpan<UInt8>, at offset: Int
  ) -> Int {
    var writer = IGMPReportWriter(at: offset)
    var left = count
    for index in entries.indices.rolled where left > 0 && index >= first && entries[index].isMember
    {
      writer.add(IGMPGroupRecord(.modeIsExclude, entries[index].group), to: &bytes)
      left &-= 1
    }
    return writer.finish(&bytes)
  }
}
