/// The hardware addresses of the hosts on our link (RFC 826; RFC 1122 §2.3.2).
///
/// - **Ageing**: an entry lasts `lifetime` from the last time that its neighbor was heard with
///   that address: in ARP, or in traffic to us. Shortly before the end of one that we have sent to
///   of our own accord since, the neighbor itself is asked whether it is still there
///   (RFC 1122 §2.3.2.1 (2)), so that a stream to it does not break off. Past its end an entry is
///   not used until its neighbor is heard again, and the first to make room. Static entries have no
///   end.
/// - **Creation**: only because we want to send (`resolve`), or because a neighbor asked for our
///   address, which announces that it will send to us. What others say to each other or
///   unasked creates nothing.
/// - **Change**: ARP that gives a neighbor another hardware address takes effect only when the
///   station that had the address is asked and stays silent for `retryInterval`. So nobody can take
///   over the traffic of a neighbor that is there. An expired entry changes at once.
/// - **Eviction**: of those that we have never sent to, the entry nearest to its end makes room;
///   then, for traffic of our own accord only, the one nearest to its end of those in use. So a
///   flood of requests, or of packets that we answer, pushes out no neighbor in use. Unresolved
///   and static entries are never evicted, and answers leave half of the entries resolved.
/// - **Familiarity**: the checks of a sender's addresses pass for a neighbor once and then again as
///   long as neither it nor our own addresses change, so they need not be repeated for each packet
///   (see `IPv4Host.plainPacket`). A neighbor is found again without a search, unless another whose
///   address ends in the same bits, of which `capacity` has as many, came after it.
/// - **Requests**: one at once, then one a second, `tries` in all (RFC 1122 §2.3.2.1); then the
///   entry is given up.
///
/// All operations are linear in `capacity`. Methods that only read are mutating too; see
/// `IPv4Host`.
struct NeighborCache<let capacity: Int>: ~Copyable {
  /// How long an entry lasts without being heard (RFC 1122 §2.3.2.1 asks for the order of a
  /// minute).
  static var lifetime: Duration { .seconds(60) }
  /// How long before its end an entry in use is asked for again: time for every try.
  static var refreshTime: Duration { .seconds(5) }
  static var retryInterval: Duration { .seconds(1) }
  static var tries: UInt32 { 3 }

  private enum State: UInt8 {
    case free
    case unresolved
    case resolved
    /// Resolved; another station claims the address, and the one that has it is being asked.
    case contested
    /// Set by hand.
    case fixed
  }

  private struct Entry {
    // In an order without padding, and all zero bits at first: then the whole table is cleared at once.
    var hardware = MACAddress.zero
    var state = State.free
    /// Whether we have sent to it.
    var isInUse = false
    /// Of a contested entry, the station that claims the address.
    var claimant = MACAddress.zero
    /// Whether we have sent to it of our own accord since it was last heard.
    var isAwaited = false
    /// Whether hearing it means no more than to prolong it: it is resolved or fixed, not awaited,
    /// and its addresses pass all checks of a sender.
    var isFamiliar = false
    var address = IPv4Address.unspecified
    var triesLeft: UInt32 = 0
    /// The end of a resolved entry. Of a contested one, the end of its holder's time to answer.
    var end = Instant.start
    /// The time of the next request for it.
    var nextRequest = Instant.start

    /// Whether its hardware address may be used.
    func isFresh(at now: Instant) -> Bool {
      state == .fixed || state == .contested || (state == .resolved && now < end)
    }
  }

  private var entries = InlineArray<capacity, Entry>(repeating: Entry())
  /// When the next entry is due, unless that is to be worked out again.
  private var earliest = Instant.start
  /// The entries from here on have never been used.
  private var usedEnd = 0
  /// Where an address with these last bits was found last. Packets come in trains, and those of
  /// several neighbors come mixed.
  private var places = InlineArray<capacity, UInt8>(repeating: 0)
  private var hasEarliest = false
  private var isStale = false

  enum Resolution {
    case resolved(MACAddress)
    /// Not known yet. The caller holds the packet, and sends the request when `isNew`: later ones
    /// come from `nextRequest`.
    case unresolved(isNew: Bool)
    /// No entry could be had.
    case full
  }

  /// Looks up a neighbor that we want to send to, and starts to resolve an unknown one.
  /// - Parameter isAnswer: whether we send only because somebody sent to us.
  mutating func resolve(
    _ address: IPv4Address, isAnswer: Bool, at now: Instant, evicted: inout UInt32
  ) -> Resolution {
    if let index = index(of: address) {
      if entries[index].state == .unresolved { return .unresolved(isNew: false) }
      if entries[index].isFresh(at: now) {
        entries[index].isInUse = true
        if !isAnswer { expectAnswer(of: index) }
        return .resolved(entries[index].hardware)
      }
      begin(index, address, at: now)
      return .unresolved(isNew: true)
    }
    guard !isAnswer || unresolvedCount() < max(1, capacity / 2),
      let index = room(at: now, sparingThoseInUse: isAnswer, evicted: &evicted)
    else { return .full }
    begin(index, address, at: now)
    return .unresolved(isNew: true)
  }

  /// What `learn` did.
  enum Lesson {
    /// There is no entry, and none was wanted.
    case ignored
    case updated
    /// The entry says otherwise; who has the address is being found out.
    case contested
    /// No entry could be had.
    case full
  }

  /// Takes in a sender of ARP (RFC 826: an entry that exists is updated whatever the packet is).
  /// - Parameter creating: whether an entry is made when there is none.
  mutating func learn(
    _ address: IPv4Address, is hardware: MACAddress, creating: Bool, at now: Instant,
    evicted: inout UInt32
  ) -> Lesson {
    if let index = index(of: address) { return update(index, hardware, at: now) }
    guard creating else { return .ignored }
    guard let index = room(at: now, sparingThoseInUse: true, evicted: &evicted) else {
      return .full
    }
    entries[index] = Entry()
    isStale = true
    entries[index].address = address
    renew(index, hardware, at: now)
    return .updated
  }

  private mutating func update(
    _ index: Int, _ hardware: MACAddress, at now: Instant
  ) -> Lesson {
    guard entries[index].hardware != hardware, entries[index].isFresh(at: now) else {
      if entries[index].state != .fixed { renew(index, hardware, at: now) }
      return .updated
    }
    guard entries[index].state == .resolved else { return .contested }
    isStale = true
    entries[index].isFamiliar = false
    entries[index].state = .contested
    entries[index].claimant = hardware
    entries[index].triesLeft = 1
    entries[index].nextRequest = now
    entries[index].end = now + Self.retryInterval
    return .contested
  }

  /// Prolongs an entry whose neighbor was heard with the address that we know.
  /// - Returns: whether there is one.
  @inline(__always)
  @discardableResult
  mutating func confirm(
    _ address: IPv4Address, is hardware: MACAddress, at now: Instant
  ) -> Bool {
    guard let index = index(of: address), entries[index].hardware == hardware else { return false }
    switch entries[index].state {
    case .resolved, .contested: renew(index, hardware, at: now)
    case .free, .unresolved, .fixed: break
    }
    return true
  }

  /// Prolongs the entry of a familiar neighbor.
  /// - Returns: its entry; nil leaves open whether it is one, unless `find` was asked before.
  @inline(__always)
  mutating func hear(
    _ address: IPv4Address, from hardware: MACAddress, at now: Instant
  ) -> Int? {
    guard capacity > 0 else { return nil }
    let index = place(of: address)
    guard entries[index].address == address, entries[index].isFamiliar,
      entries[index].hardware == hardware
    else { return nil }
    entries[index].end = now + Self.lifetime
    return index
  }

  /// Has `hear` find a neighbor, if it is known.
  @inline(__always)
  mutating func find(_ address: IPv4Address) {
    _ = index(of: address)
  }

  /// Makes a neighbor familiar that was just confirmed or learned, and whose addresses have passed
  /// all checks. One whose entry is new waits until it is found there.
  @inline(__always)
  mutating func acquaint(_ address: IPv4Address, is hardware: MACAddress) {
    guard capacity > 0 else { return }
    let index = place(of: address)
    guard entries[index].address == address, entries[index].hardware == hardware else { return }
    entries[index].isFamiliar = true
  }

  /// Has the addresses of every neighbor checked again.
  mutating func doubt() {
    for index in entries.indices.rolled { entries[index].isFamiliar = false }
  }

  /// Notes that a neighbor that was just heard is sent an answer.
  @inline(__always)
  mutating func noteAnswer(to index: Int) {
    guard capacity > 0 else { return }
    entries[index].isInUse = true
  }

  /// Sets an entry that never ends, whatever ARP says.
  /// - Returns: false when no entry could be had.
  mutating func fix(
    _ address: IPv4Address, is hardware: MACAddress, at now: Instant, evicted: inout UInt32
  ) -> Bool {
    guard
      let index = index(of: address)
        ?? room(at: now, sparingThoseInUse: false, evicted: &evicted)
    else { return false }
    isStale = true
    entries[index] = Entry()
    entries[index].address = address
    entries[index].hardware = hardware
    entries[index].state = .fixed
    return true
  }

  /// - Returns: whether there was an entry.
  mutating func forget(_ address: IPv4Address) -> Bool {
    guard let index = index(of: address) else { return false }
    isStale = true
    entries[index] = Entry()
    return true
  }

  enum DueRequest {
    /// Ask for the address, at that station.
    case send(IPv4Address, at: MACAddress)
    /// The last request was not answered; the neighbor is forgotten.
    case giveUp(IPv4Address)
    /// The station that had the address is gone; the claimant has it now.
    case changed
  }

  /// The next thing that is due.
  mutating func nextRequest(at now: Instant) -> DueRequest? {
    for index in entries.indices.rolled {
      guard let due = deadline(of: index), due <= now else { continue }
      return settle(index, at: now)
    }
    return nil
  }

  private mutating func settle(_ index: Int, at now: Instant) -> DueRequest {
    isStale = true
    let address = entries[index].address
    if entries[index].state == .contested && entries[index].triesLeft == 0 {
      renew(index, entries[index].claimant, at: now)
      return .changed
    }
    guard entries[index].triesLeft > 0 else {
      entries[index] = Entry()
      return .giveUp(address)
    }
    entries[index].triesLeft &-= 1
    entries[index].nextRequest = now + Self.retryInterval
    return .send(
      address, at: entries[index].state == .unresolved ? .broadcast : entries[index].hardware)
  }

  /// When `nextRequest` has something to do again.
  mutating func nextDeadline() -> Instant? {
    if isStale { findEarliest() }
    return hasEarliest ? earliest : nil
  }

  private mutating func findEarliest() {
    isStale = false
    hasEarliest = false
    for index in entries.indices.rolled {
      guard let deadline = deadline(of: index) else { continue }
      if hasEarliest, earliest <= deadline { continue }
      earliest = deadline
      hasEarliest = true
    }
  }

  private mutating func deadline(of index: Int) -> Instant? {
    switch entries[index].state {
    case .free, .fixed: return nil
    case .unresolved: return entries[index].nextRequest
    case .contested:
      return entries[index].triesLeft > 0 ? entries[index].nextRequest : entries[index].end
    case .resolved:
      guard entries[index].isAwaited, entries[index].triesLeft > 0 else { return nil }
      return entries[index].nextRequest
    }
  }

  enum Status: Equatable {
    case unknown
    case unresolved
    case resolved(MACAddress)
  }

  /// Whether anything is known of a neighbor. Unlike other searches it notes nothing, and is inlined.
  @inline(__always)
  mutating func contains(_ address: IPv4Address) -> Bool {
    guard capacity > 0 else { return false }
    for index in 0..<min(usedEnd, capacity)
    where entries[index].address == address && entries[index].state != .free {
      return true
    }
    return false
  }

  /// What is known of a neighbor now.
  @inline(never)
  mutating func status(of address: IPv4Address, at now: Instant) -> Status {
    guard let index = index(of: address) else { return .unknown }
    if entries[index].state == .unresolved { return .unresolved }
    return entries[index].isFresh(at: now) ? .resolved(entries[index].hardware) : .unknown
  }

  private mutating func index(of address: IPv4Address) -> Int? {
    guard capacity > 0 else { return nil }
    let index = place(of: address)
    if entries[index].address == address && entries[index].state != .free { return index }
    return search(address)
  }

  @inline(__always)
  private func slot(of address: IPv4Address) -> Int {
    // The last octet tells most neighbors of a network apart.
    Int(truncatingIfNeeded: address.wireValue &>> 24) & (Int.powerOfTwo(notAbove: capacity) &- 1)
  }

  @inline(__always)
  private mutating func place(of address: IPv4Address) -> Int {
    Int(places[slot(of: address)])
  }

  @inline(never)
  private mutating func search(_ address: IPv4Address) -> Int? {
    for index in 0..<min(usedEnd, capacity)
    where entries[index].address == address && entries[index].state != .free {
      places[slot(of: address)] = UInt8(truncatingIfNeeded: index)
      return index
    }
    return nil
  }

  /// The neighbors that are being asked for.
  mutating func unresolvedCount() -> Int {
    var count = 0
    for index in entries.indices.rolled where entries[index].state == .unresolved { count &+= 1 }
    return count
  }

  /// The neighbors whose hardware address may be used.
  mutating func freshCount(at now: Instant) -> Int {
    var count = 0
    for index in entries.indices.rolled where entries[index].isFresh(at: now) { count &+= 1 }
    return count
  }

  private mutating func begin(_ index: Int, _ address: IPv4Address, at now: Instant) {
    isStale = true
    entries[index] = Entry()
    entries[index].address = address
    entries[index].state = .unresolved
    entries[index].isInUse = true
    entries[index].triesLeft = Self.tries &- 1
    entries[index].nextRequest = now + Self.retryInterval
  }

  private mutating func renew(_ index: Int, _ hardware: MACAddress, at now: Instant) {
    if entries[index].state != .resolved || entries[index].isAwaited { isStale = true }
    if entries[index].hardware != hardware { entries[index].isFamiliar = false }
    entries[index].hardware = hardware
    entries[index].state = .resolved
    entries[index].end = now + Self.lifetime
    entries[index].isAwaited = false
  }

  /// Has an entry that we send to of our own accord asked for before its end.
  private mutating func expectAnswer(of index: Int) {
    guard entries[index].state == .resolved, !entries[index].isAwaited else { return }
    isStale = true
    entries[index].isFamiliar = false
    let end = entries[index].end.microseconds
    entries[index].isAwaited = true
    entries[index].triesLeft = Self.tries
    entries[index].nextRequest = Instant(microseconds: end &- Self.refreshTime.microseconds)
  }

  /// A free entry, an expired one, or the one to evict.
  private mutating func room(
    at now: Instant, sparingThoseInUse: Bool, evicted: inout UInt32
  ) -> Int? {
    var victim: Int?
    for index in entries.indices.rolled {
      switch entries[index].state {
      case .free:
        usedEnd = max(usedEnd, index &+ 1)
        return index
      case .unresolved, .fixed: continue
      case .resolved, .contested:
        if sparingThoseInUse && rank(index, at: now) == .inUse { continue }
        if let known = victim, !precedes(index, known, at: now) { continue }
        victim = index
      }
    }
    if let victim, rank(victim, at: now) != .expired { evicted &+= 1 }
    return victim
  }

  /// How dear a resolved entry is, the cheapest first.
  private enum Rank: UInt8 {
    case expired
    case neverUsed
    case inUse
  }

  private mutating func rank(_ index: Int, at now: Instant) -> Rank {
    guard entries[index].isFresh(at: now) else { return .expired }
    return entries[index].isInUse ? .inUse : .neverUsed
  }

  /// Whether entry `left` is evicted before `right`.
  private mutating func precedes(_ left: Int, _ right: Int, at now: Instant) -> Bool {
    let (leftRank, rightRank) = (rank(left, at: now).rawValue, rank(right, at: now).rawValue)
    return leftRank == rightRank
      ? entries[left].end < entries[right].end : leftRank < rightRank
  }
}
