/// The bytes of one datagram while its fragments arrive, and the holes that are left in them
/// (RFC 815).
///
/// The payload starts at `payloadOffset`, and the header of fragment zero lies right before it, as
/// it came; `finish` makes it the whole datagram's.
///
/// **Holes** are described where they are (RFC 815 §3): a hole's first four bytes hold its end and
/// the start of the next one, each in units of 8 bytes. There is always room for that: all
/// fragments but the last end at a multiple of 8, so a hole has 8 bytes or more. Unlike in
/// RFC 815, the list ascends and has one link: then the first hole that ends beyond a fragment's
/// start tells whether all of the fragment is missing, none of it, or some. The open end of a
/// datagram is a hole that ends at `infinity`, until the last fragment arrives.
///
/// `insert` is linear in the holes, of which there are `byteCapacity / 16` at most.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct ReassemblyBuffer<let byteCapacity: Int>: ~Copyable {
  /// The room that the longest header takes, and 4 bytes that keep the payload at a multiple of 8.
  static var payloadOffset: Int { 64 }

  /// The longest payload: what the buffer has beside the header, in whole units of 8 bytes, and no
  /// more than IPv4 has (RFC 791 §3.1).
  static var payloadCapacity: Int {
    max(0, min((byteCapacity &- payloadOffset) & ~7, 0xFFFF &- IPv4Packet.minimumHeaderLength))
  }

  /// Beyond every position: the end of an open hole, and the start of the hole after the last.
  private static var infinity: Int { 0xFFFF &* 8 }

  private struct Hole {
    var start: Int
    var end: Int
    /// Where the next hole starts.
    var next: Int
  }

  private var bytes = InlineArray<byteCapacity, UInt8>(repeating: 0)
  /// Where the first hole starts.
  private var firstHole = 0
  /// Zero until fragment zero is held.
  private var headerLength = 0
  /// Zero until the last fragment is held.
  private var payloadLength = 0

  /// Forgets all that was held. `payloadCapacity` must not be 0.
  mutating func clear() {
    headerLength = 0
    payloadLength = 0
    firstHole = 0
    describe(Hole(start: 0, end: Self.infinity, next: Self.infinity))
  }

  enum Insertion {
    case incomplete
    case complete
    case duplicate
    case overlap
    case conflictingEnd
  }

  /// Takes in a fragment, which has data and ends within `payloadCapacity`: before it when more
  /// are to come, and then at a multiple of 8.
  mutating func insert(_ fragment: IPv4Packet) -> Insertion {
    let start = fragment.fragmentOffset
    let end = start &+ fragment.payload.count
    let isLast = !fragment.moreFragments
    if payloadLength > 0 {
      guard isLast ? end == payloadLength : end < payloadLength else { return .conflictingEnd }
    }
    guard let (previous, hole) = hole(endingAfter: start), hole.start < end else {
      // Nothing of it is missing. Data that is held before the end is known has more to come.
      guard !isLast || payloadLength > 0 else { return .conflictingEnd }
      return holds(fragment.payload, at: start) ? .duplicate : .overlap
    }
    guard hole.start <= start, end <= hole.end else { return .overlap }
    guard !isLast || hole.end == Self.infinity else { return .conflictingEnd }

    store(fragment)
    var next = hole.next
    if isLast {
      payloadLength = end
    } else if end < hole.end {
      describe(Hole(start: end, end: hole.end, next: next))
      next = end
    }
    if hole.start < start {
      describe(Hole(start: hole.start, end: start, next: next))
    } else {
      link(previous, to: next)
    }
    return firstHole == Self.infinity ? .complete : .incomplete
  }

  /// Makes the header the whole datagram's, once the last hole is filled.
  /// - Returns: false when the datagram is longer than IPv4's longest.
  mutating func finish() -> Bool {
    let totalLength = headerLength &+ payloadLength
    guard totalLength <= 0xFFFF else { return false }
    var target = bytes.mutableSpan
    let start = Self.payloadOffset &- headerLength
    target.store(UInt16(truncatingIfNeeded: totalLength), at: start &+ 2)
    target.store(UInt16(0), at: start &+ 6)
    target.store(UInt16(0), at: start &+ 10)
    var checksum = InternetChecksum()
    checksum.add(target.span.extracting(start..<Self.payloadOffset))
    target.store(checksum.value, at: start &+ 10)
    return true
  }

  /// Cuts the datagram to what a Time Exceeded quotes of it: fragment zero's header as it came, and
  /// what is held from the payload's start on.
  /// - Returns: false when fragment zero is not held.
  mutating func cutToQuote(limit: Int) -> Bool {
    guard headerLength > 0 else { return false }
    payloadLength = min(firstHole, limit &- headerLength)
    return true
  }

  /// Lends the header and the payload. What is lent is empty unless `finish` or `cutToQuote` has
  /// succeeded.
  mutating func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    let end = headerLength > 0 ? Self.payloadOffset &+ payloadLength : 0
    guard end <= byteCapacity else { return body(Span()) }
    return body(bytes.span.extracting((end == 0 ? 0 : Self.payloadOffset &- headerLength)..<end))
  }

  private mutating func store(_ fragment: IPv4Packet) {
    let start = fragment.fragmentOffset
    var target = bytes.mutableSpan
    target.copy(fragment.payload, at: Self.payloadOffset &+ start)
    guard start == 0 else { return }
    headerLength = fragment.headerLength
    target.copy(
      fragment.bytes.extracting(first: headerLength), at: Self.payloadOffset &- headerLength)
  }

  private mutating func holds(_ payload: Span<UInt8>, at start: Int) -> Bool {
    let held = bytes.span.extracting(droppingFirst: Self.payloadOffset &+ start)
    for index in payload.indices where payload[index] != held[index] { return false }
    return true
  }

  // MARK: Holes

  /// The first hole that ends beyond `position`, and where the one before it starts.
  private mutating func hole(endingAfter position: Int) -> (previous: Int, hole: Hole)? {
    var previous = Self.infinity
    var start = firstHole
    while let hole = hole(at: start) {
      if hole.end > position { return (previous, hole) }
      previous = start
      start = hole.next
    }
    return nil
  }

  /// The description at `start`; nil past the last hole. One that can't be ours ends the list, so
  /// that no walk leaves the buffer or goes in a circle.
  private mutating func hole(at start: Int) -> Hole? {
    guard start < Self.payloadCapacity else { return nil }
    let offset = Self.payloadOffset &+ start
    let end = Int(bytes.span.uint16(at: offset)) &* 8
    let next = Int(bytes.span.uint16(at: offset &+ 2)) &* 8
    guard start < end, end <= next else { return nil }
    return Hole(start: start, end: end, next: next)
  }

  private mutating func describe(_ hole: Hole) {
    var target = bytes.mutableSpan
    let offset = Self.payloadOffset &+ hole.start
    target.store(UInt16(truncatingIfNeeded: hole.end / 8), at: offset)
    target.store(UInt16(truncatingIfNeeded: hole.next / 8), at: offset &+ 2)
  }

  /// Lets the hole that starts at `start`, or else the list itself, go on at `next`.
  private mutating func link(_ start: Int, to next: Int) {
    guard start != Self.infinity else {
      firstHole = next
      return
    }
    var target = bytes.mutableSpan
    target.store(
      UInt16(truncatingIfNeeded: next / 8), at: Self.payloadOffset &+ start &+ 2)
  }
}
