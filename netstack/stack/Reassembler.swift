/// Puts the fragments of IPv4 datagrams together again (RFC 791 §3.2; RFC 1122 §3.3.2).
///
/// - **Datagrams**: `datagramCapacity` at once, each with a buffer of `byteCapacity` bytes. Of that
///   64 bytes are the header's, so the longest payload has `byteCapacity - 64`. Told apart by
///   source, destination, protocol and identification.
/// - **Time**: a datagram has 60 s from its first fragment to arrive; later ones don't prolong it
///   (RFC 1122 §3.3.2). Then `expire` hands out what Time Exceeded quotes.
/// - **Duplicates**: a fragment that brings nothing but bytes that are held already, the same ones,
///   is ignored.
/// - **Discarding**: any other overlap discards the datagram, for RFC 5722's reason: no honest
///   sender makes one, and to choose between the two would let an attacker choose. So does every
///   fragment that can't be part of a whole datagram that we could hold: malformed, tiny
///   (RFC 1858), too long, or with another end than is known. The datagram's data is dropped at
///   once and its further fragments as they come, so that the rest of an attack doesn't start it
///   anew: until its time is up, or until its place is needed, since a discarded datagram is the
///   first to make room. Such a fragment that comes first leaves nothing behind.
/// - **Share**: a source may use all places while no one else wants one. When none is free, the
///   oldest datagram of the source that has most under way makes room, the new one counted; of
///   several such sources, the oldest datagram of theirs. Hence, while datagrams of no more than
///   `datagramCapacity` sources are under way, a source that has one under way never loses it to
///   others: one sender can only push out its own. The worst case is a sender that forges more
///   sources than there are places: it pushes out everyone, the oldest first. With a single place
///   any two senders push out each other.
/// - **Congestion**: the type of service is fragment zero's; marks on the other fragments
///   (RFC 3168 §5.3) are lost.
///
/// What is lent by `withBytes` lies in a place that is free again: it lasts until the next `add`.
/// Nothing has to be released.
///
/// Operations are linear in `datagramCapacity`, `add` with a full table quadratic; for `insert`
/// see `ReassemblyBuffer`. With a capacity of 0 every fragment is dropped and no code is left.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct Reassembler<let datagramCapacity: Int, let byteCapacity: Int>: ~Copyable {
  /// RFC 1122 §3.3.2 asks for 60…120 s.
  static var timeout: Duration { .seconds(60) }

  /// The longest payload of a datagram.
  static var payloadCapacity: Int { ReassemblyBuffer<byteCapacity>.payloadCapacity }

  /// The longest packet that an error message quotes (RFC 1812 §4.3.2.3: 576 bytes in all).
  private static var longestQuote: Int { 548 }

  private var datagrams = InlineArray<datagramCapacity, PartialDatagram<byteCapacity>> { _ in
    PartialDatagram()
  }

  /// Takes in a fragment.
  mutating func add(
    _ packet: IPv4Packet, at now: Instant, _ counters: inout ReassemblyCounters
  ) -> ReassemblyVerdict {
    guard datagramCapacity > 0 else { return .dropped(.full) }
    var known = index(of: packet)
    if let index = known {
      let isLate = datagrams[index].deadline <= now
      if datagrams[index].state == .discarded {
        guard isLate else { return .dropped(.discarded) }
        datagrams[index].state = .free
        known = nil
      } else if isLate {
        return .dropped(.late)
      }
    }
    if let reason = Self.defect(of: packet) {
      if let known { discard(known, &counters) }
      return .dropped(reason)
    }
    let index = known ?? place(for: packet.source, at: now, &counters)
    if datagrams[index].state != .collecting {
      datagrams[index].begin(packet, number: nextNumber(), until: now + Self.timeout)
    }
    return insert(packet, index, &counters)
  }

  private mutating func insert(
    _ packet: IPv4Packet, _ index: Int, _ counters: inout ReassemblyCounters
  ) -> ReassemblyVerdict {
    switch datagrams[index].buffer.insert(packet) {
    case .duplicate:
      return .duplicate
    case .overlap:
      discard(index, &counters)
      return .dropped(.overlap)
    case .conflictingEnd:
      discard(index, &counters)
      return .dropped(.conflictingEnd)
    case .incomplete:
      datagrams[index].fragments &+= 1
      return .held
    case .complete:
      guard datagrams[index].buffer.finish() else {
        discard(index, &counters)
        return .dropped(.tooLong)
      }
      datagrams[index].state = .lent
      counters.completed &+= 1
      return .complete(index: index)
    }
  }

  /// Lends the whole datagram of a `.complete(index:)`, or the quote of an `Expired`, until the
  /// next `add`. What is lent after that is empty, or another's.
  mutating func withBytes<Result>(at index: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    guard datagrams.indices.contains(index), datagrams[index].state == .lent else {
      return body(Span())
    }
    return datagrams[index].buffer.withBytes(body)
  }

  /// A datagram whose time was up and whose fragment zero is held, so that its source is to be told
  /// (RFC 792: Time Exceeded, code 1).
  struct Expired: Equatable {
    /// For `withBytes(at:_:)`, which lends the quote: fragment zero's header as it came, and what
    /// is held from the payload's start on, 8 bytes or more; at most 548 bytes in all.
    let index: Int
    let source: IPv4Address
    let destination: IPv4Address
  }

  /// Frees datagrams whose time is up.
  /// - Returns: one to report; call again until nil, which frees the last.
  mutating func expire(at now: Instant, _ counters: inout ReassemblyCounters) -> Expired? {
    for index in datagrams.indices.rolled
    where datagrams[index].state == .collecting && datagrams[index].deadline <= now {
      counters.timedOut.add(fragments: datagrams[index].fragments)
      guard datagrams[index].buffer.cutToQuote(limit: Self.longestQuote) else {
        datagrams[index].state = .free
        continue
      }
      datagrams[index].state = .lent
      return Expired(
        index: index, source: datagrams[index].source, destination: datagrams[index].destination)
    }
    return nil
  }

  /// When `expire` has something to do again.
  mutating func nextDeadline() -> Instant? {
    var earliest: Instant?
    for index in datagrams.indices.rolled where datagrams[index].state == .collecting {
      let deadline = datagrams[index].deadline
      if let known = earliest, known <= deadline { continue }
      earliest = deadline
    }
    return earliest
  }

  /// What is wrong with a fragment, whatever its datagram is.
  private static func defect(of packet: IPv4Packet) -> ReassemblyVerdict.Reason? {
    let length = packet.payload.count
    let hasMore = packet.moreFragments
    guard packet.isFragment else { return .malformed }
    if packet.fragmentOffset == 0 && length < tiniestFirst(packet.protocol) { return .tinyFirst }
    guard length > 0, !hasMore || length % 8 == 0 else { return .malformed }
    let end = packet.fragmentOffset &+ length
    // One that has more to come needs room for that.
    guard hasMore ? end < payloadCapacity : end <= payloadCapacity else { return .tooLong }
    return nil
  }

  /// The shortest first fragment (RFC 1858 §3.1): TCP's flags are beyond the first 8 bytes.
  private static func tiniestFirst(_ transport: IPProtocol) -> Int {
    transport == .tcp ? 16 : 8
  }

  private mutating func discard(_ index: Int, _ counters: inout ReassemblyCounters) {
    counters.discarded.add(fragments: datagrams[index].fragments)
    datagrams[index].state = .discarded
  }

  /// The datagram of a fragment, under way or discarded.
  private mutating func index(of packet: IPv4Packet) -> Int? {
    for index in datagrams.indices.rolled where datagrams[index].isOf(packet) && isTaken(index) {
      return index
    }
    return nil
  }

  /// The places that are taken, but for those whose time is up.
  mutating func count(at now: Instant) -> Int {
    var count = 0
    for index in datagrams.indices.rolled where isTaken(index) && now < datagrams[index].deadline {
      count &+= 1
    }
    return count
  }

  private mutating func isTaken(_ index: Int) -> Bool {
    datagrams[index].state == .collecting || datagrams[index].state == .discarded
  }

  // MARK: Room

  /// A free place, or the one that makes room for a datagram from `source`.
  private mutating func place(
    for source: IPv4Address, at now: Instant, _ counters: inout ReassemblyCounters
  ) -> Int {
    for index in datagrams.indices.rolled where !isTaken(index) { return index }
    var victim = 0
    for index in datagrams.indices.rolled where precedes(index, victim, for: source, at: now) {
      victim = index
    }
    guard datagrams[victim].state == .collecting else { return victim }
    let fragments = datagrams[victim].fragments
    if isUnderWay(victim, at: now) {
      counters.evicted.add(fragments: fragments)
    } else {
      counters.timedOut.add(fragments: fragments)
    }
    datagrams[victim].state = .free
    return victim
  }

  /// Whether `left` makes room before `right` does.
  private mutating func precedes(
    _ left: Int, _ right: Int, for source: IPv4Address, at now: Instant
  ) -> Bool {
    let leftShare = share(left, for: source, at: now)
    let rightShare = share(right, for: source, at: now)
    guard leftShare == rightShare else { return leftShare > rightShare }
    // All that arrive in one poll have the same time. The numbers wrap.
    return Self.isEarlier(datagrams[left].number, than: datagrams[right].number)
  }

  /// One more than that of the datagram that began last.
  private mutating func nextNumber() -> UInt32 {
    var last: UInt32?
    for index in datagrams.indices.rolled where isTaken(index) {
      let number = datagrams[index].number
      if let known = last, Self.isEarlier(number, than: known) { continue }
      last = number
    }
    return (last ?? 0) &+ 1
  }

  private static func isEarlier(_ left: UInt32, than right: UInt32) -> Bool {
    Int32(bitPattern: left &- right) < 0
  }

  /// How many places the source of a datagram has, the new datagram's counted; of one that is not
  /// under way any more, more than any has.
  @inline(never)
  private mutating func share(
    _ index: Int, for source: IPv4Address, at now: Instant
  ) -> Int {
    guard isUnderWay(index, at: now) else { return .max }
    var share = datagrams[index].source == source ? 1 : 0
    for other in datagrams.indices.rolled
    where datagrams[other].source == datagrams[index].source && isUnderWay(other, at: now) {
      share &+= 1
    }
    return share
  }

  private mutating func isUnderWay(_ index: Int, at now: Instant) -> Bool {
    datagrams[index].state == .collecting && now < datagrams[index].deadline
  }
}
