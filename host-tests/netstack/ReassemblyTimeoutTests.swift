import Testing

@testable import NetStack
@testable import Wire

/// A datagram's time, and what its sender is told when it is up (RFC 792; RFC 1122 §3.3.2).
@Suite struct ReassemblyTimeoutTests {
  @Test("[I13] gives a datagram 60 s from its first fragment, whatever comes later")
  func fixed() throws {
    let subject = Reassembly<2, 256>()
    #expect(subject.reassembler.nextDeadline() == nil)
    #expect(try subject.add(fragment(pattern(8)), atSecond: 10) == .held)
    #expect(subject.reassembler.nextDeadline() == .second(70))
    #expect(try subject.add(fragment(pattern(8), at: 16), atSecond: 40) == .held)
    #expect(try subject.add(fragment(pattern(8), at: 16), atSecond: 65) == .duplicate)
    #expect(subject.reassembler.nextDeadline() == .second(70))
    #expect(subject.expire(atSecond: 69) == nil)
    #expect(subject.expire(atSecond: 70) != nil)
    #expect(subject.expire(atSecond: 70) == nil)
    #expect(subject.reassembler.nextDeadline() == nil)
    #expect(subject.counters.timedOut.datagrams == 1)
    #expect(subject.counters.timedOut.fragments == 2)
  }

  @Test("[I13] completes a datagram in its last microsecond, and not a microsecond later")
  func lastMicrosecond() throws {
    for (time, isInTime) in [(UInt64(59_999_999), true), (60_000_000, false)] {
      let subject = Reassembly<1, 256>()
      #expect(try subject.add(fragment(pattern(8))) == .held)
      let verdict = try subject.add(
        fragment(pattern(8), at: 8, more: false), at: Instant(microseconds: time))
      #expect(verdict == (isInTime ? .complete(index: 0) : .dropped(.late)))
      #expect((subject.expire(atSecond: 60) == nil) == isInTime)
    }
  }

  @Test("[I14] quotes fragment zero as it came when its datagram's time is up")
  func quote() throws {
    let subject = Reassembly<1, 256>()
    var first = IPv4Bytes(protocol: 17, pattern(16))
    first.options = [7, 7, 4, 0, 0, 0, 0, 0]
    first.fragment = 0x2000
    first.timeToLive = 3
    #expect(try subject.add(first.packet) == .held)
    let expired = try #require(subject.expire(atSecond: 60))
    #expect(expired.source == IPv4Address(192, 0, 2, 1))
    #expect(expired.destination == IPv4Address(192, 0, 2, 2))
    #expect(subject.bytes(at: expired.index) == first.packet)
  }

  @Test("[I14] quotes what Linux quotes")
  func linux() throws {
    let subject = Reassembly<2, 8192>()
    for part in RecordedFragments.unfinished { #expect(try subject.add(part) == .held) }
    let quote = try #require(subject.quote(atSecond: 60))
    // Its link of 68 bytes leaves 40 for the quote.
    #expect(quote.prefix(40) == RecordedFragments.timeExceeded.dropFirst(28))
    #expect(quote == RecordedFragments.unfinished[0])
  }

  @Test("[I14] quotes all that follows fragment zero without a hole")
  func contiguous() throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(8, from: 9), at: 8)) == .held)
    #expect(try subject.add(fragment(pattern(8), at: 24, more: false)) == .held)
    #expect(try subject.add(fragment(pattern(8))) == .held)
    let quote = subject.quote(atSecond: 60)
    #expect(quote == fragment(pattern(8)) + pattern(8, from: 9))
  }

  @Test("[I14] quotes no more than an error of 576 bytes holds")
  func longQuote() throws {
    for options in [[UInt8](), [UInt8](repeating: 1, count: 40)] {
      let subject = Reassembly<1, 2048>()
      let first = fragment(pattern(1400), options: options)
      #expect(try subject.add(first) == .held)
      #expect(subject.quote(atSecond: 60) == Array(first.prefix(548)))
    }
  }

  @Test("[I14] tells nobody of a datagram whose fragment zero is missing")
  func withoutFragmentZero() throws {
    let subject = Reassembly<3, 256>()
    #expect(try subject.add(fragment(pattern(8), at: 8, identification: 1)) == .held)
    #expect(try subject.add(fragment(pattern(8), identification: 2)) == .held)
    #expect(try subject.add(fragment(pattern(8), at: 8, identification: 3)) == .held)
    let quote = subject.quote(atSecond: 60)
    #expect(quote == fragment(pattern(8), identification: 2))
    #expect(subject.expire(atSecond: 60) == nil)
    #expect(subject.counters.timedOut.datagrams == 3)
    #expect(subject.reassembler.nextDeadline() == nil)
  }

  @Test("[I14] tells nobody of a datagram that was discarded")
  func discarded() throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(8))) == .held)
    #expect(try subject.add(fragment(pattern(16))) == .dropped(.overlap))
    #expect(subject.expire(atSecond: 60) == nil)
    #expect(subject.counters.timedOut.datagrams == 0)
  }

  @Test("hands out one datagram at a time, and the next deadline is the earliest")
  func several() throws {
    let subject = Reassembly<3, 256>()
    for number in [UInt16(3), 1, 2] {
      let packet = fragment(pattern(8), identification: number)
      #expect(try subject.add(packet, atSecond: UInt64(number)) == .held)
    }
    #expect(subject.reassembler.nextDeadline() == .second(61))
    var quotes: Set<[UInt8]> = []
    while let quote = subject.quote(atSecond: 62) { quotes.insert(quote) }
    #expect(
      quotes == [1, 2].reduce(into: []) { $0.insert(fragment(pattern(8), identification: $1)) })
    #expect(subject.reassembler.nextDeadline() == .second(63))
  }

  @Test("frees the place of a datagram whose time is up")
  func freed() throws {
    let subject = Reassembly<1, 256>()
    for round in 0..<3 as Range<UInt64> {
      let start = 100 * round
      #expect(try subject.add(fragment(pattern(8)), atSecond: start) == .held)
      #expect(subject.expire(atSecond: start + 60) != nil)
    }
    #expect(subject.counters.evicted.datagrams == 0)
  }

  @Test("counts a datagram as timed out when its place is taken before it is handed out")
  func takenWhenDue() throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(8))) == .held)
    #expect(try subject.add(fragment(pattern(8), identification: 2), atSecond: 60) == .held)
    #expect(subject.counters.timedOut.datagrams == 1)
    #expect(subject.counters.evicted.datagrams == 0)
  }
}
