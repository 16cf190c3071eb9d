import Testing

@testable import NetStack
@testable import Wire

/// What discards a datagram: overlaps, contradictions and fragments that no honest sender makes
/// (RFC 1858; RFC 5722; bad inputs 11, 12 and 13).
@Suite struct ReassemblyDiscardTests {
  /// Adds 16…32 of a datagram, then `second`, and then what would have been the rest.
  private func expectDiscard(
    _ second: [UInt8], _ reason: ReassemblyVerdict.Reason,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(16), at: 16)) == .held)
    let verdict = try subject.add(second)
    #expect(verdict == .dropped(reason), sourceLocation: sourceLocation)
    #expect(subject.counters.discarded.datagrams == 1, sourceLocation: sourceLocation)
    #expect(subject.counters.discarded.fragments == 1, sourceLocation: sourceLocation)
    for rest in [fragment(pattern(16)), fragment(pattern(8), at: 32, more: false)] {
      let verdict = try subject.add(rest)
      #expect(verdict == .dropped(.discarded), sourceLocation: sourceLocation)
    }
    #expect(subject.counters.completed == 0, sourceLocation: sourceLocation)
    #expect(subject.reassembler.nextDeadline() == nil, sourceLocation: sourceLocation)
  }

  /// Expects a fragment that comes first to be dropped and to leave nothing behind.
  private func expectDrop(
    _ packet: [UInt8], _ reason: ReassemblyVerdict.Reason,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let subject = Reassembly<1, 256>()
    let verdict = try subject.add(packet)
    #expect(verdict == .dropped(reason), sourceLocation: sourceLocation)
    #expect(subject.counters == ReassemblyCounters(), sourceLocation: sourceLocation)
    #expect(subject.reassembler.nextDeadline() == nil, sourceLocation: sourceLocation)
  }

  @Test("[I16] discards a datagram whose fragments overlap at the head")
  func overlapAtHead() throws {
    try expectDiscard(fragment(pattern(24)), .overlap)
  }

  @Test("[I16] discards a datagram whose fragments overlap at the tail")
  func overlapAtTail() throws {
    try expectDiscard(fragment(pattern(16), at: 24), .overlap)
  }

  @Test("[I16] discards a datagram one of whose fragments lies around another")
  func overlapAround() throws {
    try expectDiscard(fragment(pattern(40), at: 8), .overlap)
    try expectDiscard(fragment(pattern(48)), .overlap)
  }

  @Test("[I16] discards a datagram when the same place comes with other bytes")
  func otherBytes() throws {
    try expectDiscard(fragment(pattern(16, from: 2), at: 16), .overlap)
    try expectDiscard(fragment(pattern(8), at: 24), .overlap)
    var last = pattern(16)
    last[15] ^= 1
    try expectDiscard(fragment(last, at: 16), .overlap)
  }

  @Test("[I16] discards a datagram whose fragments overlap with the same bytes, and more")
  func overlapWithSameBytes() throws {
    try expectDiscard(fragment(pattern(24), at: 16), .overlap)
  }

  @Test("[I16] discards a datagram with two different ends")
  func twoEnds() throws {
    for end in [36, 41, 48] {
      let subject = Reassembly<1, 256>()
      #expect(try subject.add(fragment(pattern(8), at: 32, more: false)) == .held)
      let other = fragment(pattern(end - 32), at: 32, more: false)
      #expect(try subject.add(other) == .dropped(.conflictingEnd))
      #expect(try subject.add(fragment(pattern(32))) == .dropped(.discarded))
    }
  }

  @Test("[I16] discards a datagram with data beyond its end")
  func dataBeyondEnd() throws {
    for more in [true, false] {
      let subject = Reassembly<1, 256>()
      #expect(try subject.add(fragment(pattern(8), at: 32, more: false)) == .held)
      let beyond = fragment(pattern(8), at: 40, more: more)
      #expect(try subject.add(beyond) == .dropped(.conflictingEnd))
    }
  }

  @Test("[I16] discards a datagram that ends before data that is held, or with it")
  func endBeforeData() throws {
    try expectDiscard(fragment(pattern(8), at: 8, more: false), .conflictingEnd)
    try expectDiscard(fragment(pattern(16), at: 16, more: false), .conflictingEnd)
    try expectDiscard(fragment(pattern(5), at: 16, more: false), .conflictingEnd)
  }

  @Test("[I16] discards a datagram whose last fragment comes again as one before the last")
  func lastThenMore() throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(8), at: 32, more: false)) == .held)
    #expect(try subject.add(fragment(pattern(8), at: 32)) == .dropped(.conflictingEnd))
  }

  @Test("discards a fragment whose length is not a multiple of 8 though more are to come")
  func oddLength() throws {
    for length in [9, 15, 17, 1] {
      try expectDrop(fragment(pattern(length), at: 40), .malformed)
      try expectDiscard(fragment(pattern(length), at: 40), .malformed)
    }
  }

  @Test("discards an empty fragment")
  func empty() throws {
    for more in [true, false] {
      try expectDrop(fragment([], at: 40, more: more), .malformed)
      try expectDiscard(fragment([], at: 40, more: more), .malformed)
      // At the end of the data that is held.
      try expectDiscard(fragment([], at: 32, more: more), .malformed)
    }
    try expectDrop(fragment([]), .tinyFirst)
  }

  @Test("drops a packet that is no fragment")
  func whole() throws {
    try expectDrop(fragment(pattern(16), more: false), .malformed)
    try expectDrop(fragment([], more: false), .malformed)
  }

  @Test("[I16] discards a first fragment without its transport's first 8 bytes", arguments: 0..<8)
  func tinyFirst(length: Int) throws {
    try expectDrop(fragment(pattern(length)), .tinyFirst)
    try expectDiscard(fragment(pattern(length)), .tinyFirst)
  }

  @Test("[I16] discards a first fragment of TCP without its flags")
  func tinyTCP() throws {
    try expectDrop(fragment(pattern(8), protocol: 6), .tinyFirst)
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(8), at: 8, protocol: 6)) == .held)
    #expect(try subject.add(fragment(pattern(8), protocol: 6)) == .dropped(.tinyFirst))
    #expect(subject.counters.discarded.datagrams == 1)
    #expect(try subject.add(fragment(pattern(16), identification: 2, protocol: 6)) == .held)
    #expect(try subject.add(fragment(pattern(8), identification: 3)) == .held)
  }

  @Test("discards a datagram that would be longer than the longest of all")
  func beyondIPv4() throws {
    // 65528 + 8 is one more than the total length can say.
    let ping = fragment(pattern(8), at: 65528, more: false)
    try expectDrop(ping, .tooLong)
    try expectDiscard(ping, .tooLong)
    try expectDrop(fragment(pattern(1480), at: 65528), .tooLong)
    let subject = Reassembly<1, 70000>()
    #expect(try subject.add(ping) == .dropped(.tooLong))
    let farthest = fragment(pattern(8), at: 65504)
    #expect(try subject.add(farthest) == .held)
    #expect(try subject.add(fragment(pattern(4), at: 65512, more: false)) == .dropped(.tooLong))
  }

  @Test("discards a datagram that only its options make too long")
  func optionsBeyondIPv4() throws {
    let payload = pattern(65515)
    let subject = Reassembly<1, 65600>()
    #expect(try subject.add(fragment(Array(payload[32768...]), at: 32768, more: false)) == .held)
    let first = fragment(Array(payload[..<32768]), options: [1, 1, 1, 1])
    #expect(try subject.add(first) == .dropped(.tooLong))
    #expect(subject.counters.discarded == .init(datagrams: 1, fragments: 1))
    #expect(subject.bytes(at: 0) == [])
  }

  @Test("discards a datagram that does not fit, by a byte")
  func beyondCapacity() throws {
    // 256 bytes have room for 192.
    try expectDrop(fragment(pattern(9), at: 184, more: false), .tooLong)
    try expectDiscard(fragment(pattern(9), at: 184, more: false), .tooLong)
    // More is to come, and there is no room for it.
    try expectDrop(fragment(pattern(8), at: 184), .tooLong)
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(8), at: 176)) == .held)
    #expect(try subject.add(fragment(pattern(8), at: 184, more: false)) == .held)
  }

  @Test("forgets that a datagram was discarded when its time is up")
  func afterTimeout() throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(16))) == .held)
    #expect(try subject.add(fragment(pattern(16), at: 8), atSecond: 30) == .dropped(.overlap))
    #expect(try subject.add(fragment(pattern(16)), atSecond: 59) == .dropped(.discarded))
    #expect(subject.expire(atSecond: 70) == nil)
    #expect(try subject.add(fragment(pattern(16)), atSecond: 60) == .held)
    #expect(subject.reassembler.nextDeadline() == .second(120))
  }

  @Test("counts nothing again when a fragment comes after a discarded datagram's time")
  func defectAfterTimeout() throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(16))) == .held)
    #expect(try subject.add(fragment(pattern(9), at: 16)) == .dropped(.malformed))
    #expect(try subject.add(fragment(pattern(9), at: 16), atSecond: 60) == .dropped(.malformed))
    #expect(subject.counters.discarded == .init(datagrams: 1, fragments: 1))
  }

  @Test("reassembles what carries other fragments, and looks no deeper")
  func nested() throws {
    // The packet of CVE-2020-11896: IP in IP in fragments, whose inner total length is shorter.
    var inner = IPv4Bytes(protocol: 17, pattern(24))
    inner.totalLength = 30
    inner.fragment = 0x2000
    let payload = inner.packet
    let subject = Reassembly<2, 256>()
    #expect(try subject.add(fragment(Array(payload[..<24]), protocol: 4)) == .held)
    let rest = fragment(Array(payload[24...]), at: 24, more: false, protocol: 4)
    #expect(try subject.complete(rest) == datagram(payload, protocol: 4))
  }

  @Test("leaves out what lies beyond a fragment's total length")
  func padding() throws {
    let subject = Reassembly<1, 256>()
    #expect(try subject.add(fragment(pattern(8)) + [0xEE, 0xEE]) == .held)
    let last = fragment([1, 2], at: 8, more: false) + [UInt8](repeating: 0xEE, count: 24)
    #expect(try subject.complete(last) == datagram(pattern(8) + [1, 2]))
  }
}

extension ReassemblyCounters.Loss {
  fileprivate init(datagrams: UInt32, fragments: UInt32) {
    self.init()
    self.datagrams = datagrams
    self.fragments = fragments
  }
}
