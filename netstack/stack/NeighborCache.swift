/// The hardware addresses of the hosts on our link (RFC 826; RFC 1122 §2.3.2).
///
/// - **Ageing**: an entry lasts `lifetime` from the last time that its neighbor was heard with
///   that address: in ARP, or in traffic to us. Past its end it is not used until its neighbor
///   is heard again, and the first to make room.
/// - **Creation**: only because we want to send (`resolve`), or because a neighbor asked for our
///   address, which announces that it will send to us. What others say to each other or
///   unasked creates nothing.
/// - **Eviction**: of those that we have never sent to, the entry nearest to its end makes room;
///   then, for our own traffic only, the one nearest to its end of those in use. So a flood of
///   requests pushes out no neighbor in use. Unresolved entries are never evicted.
/// - **Requests**: one at once, then one a second, `tries` in all (RFC 1122 §2.3.2.1); then the
///   entry is given up.
///
/// All operations are linear in `capacity`.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct NeighborCache<let capacity: Int>: ~Copyable {
  /// How long an entry lasts without being heard (RFC 1122 §2.3.2.1 asks for the order of a
  /// minute).
  static var lifetime: Duration { .seconds(60) }
  static var retryInterval: Duration { .seconds(1) }
  static var tries: UInt8 { 3 }

  private enum State: UInt8 {
    case free
    case unresolved
    case resolved
  }

  private struct Entry {
    var address = IPv4Address.unspecified
    var hardware = MACAddress.zero
    var state = State.free
    /// Whether we have sent to it.
    var isInUse = false
    var triesLeft: UInt8 = 0
    /// Of a resolved entry, its end; of an unresolved one, the time of the next request.
    var deadline = Instant(microseconds: 0)
  }

  private var entries = InlineArray<capacity, Entry>(repeating: Entry())

  enum Resolution {
    case resolved(MACAddress)
    /// Not known yet. The caller holds the packet, and sends the request when `isNew`: later ones
    /// come from `nextRequest`.
    case unresolved(isNew: Bool)
    /// No entry could be had.
    case full
  }

  /// Looks up a neighbor that we want to send to, and starts to resolve an unknown one.
  mutating func resolve(
    _ address: IPv4Address, at now: Instant, evicted: inout UInt32
  ) -> Resolution {
    if let index = index(of: address) {
      if entries[index].state == .unresolved { return .unresolved(isNew: false) }
      if now < entries[index].deadline {
        entries[index].isInUse = true
        return .resolved(entries[index].hardware)
      }
      begin(index, address, at: now)
      return .unresolved(isNew: true)
    }
    guard let index = room(at: now, sparingThoseInUse: false, evicted: &evicted) else {
      return .full
    }
    begin(index, address, at: now)
    return .unresolved(isNew: true)
  }

  /// What `learn` did.
  enum Lesson {
    /// There is no entry, and none was wanted.
    case ignored
    case updated
    /// No entry could be had.
    case full
  }

  /// Takes in a sender of ARP (RFC 826: an entry that exists is updated whatever the packet is).
  /// - Parameter creating: whether an entry is made when there is none.
  mutating func learn(
    _ address: IPv4Address, is hardware: MACAddress, creating: Bool, at now: Instant,
    evicted: inout UInt32
  ) -> Lesson {
    if let index = index(of: address) {
      resolve(index, hardware, at: now)
      return .updated
    }
    guard creating else { return .ignored }
    guard let index = room(at: now, sparingThoseInUse: true, evicted: &evicted) else {
      return .full
    }
    entries[index].address = address
    entries[index].isInUse = false
    resolve(index, hardware, at: now)
    return .updated
  }

  /// Prolongs an entry whose neighbor was heard with the address that we know.
  mutating func confirm(_ address: IPv4Address, is hardware: MACAddress, at now: Instant) {
    guard let index = index(of: address), entries[index].state == .resolved,
      entries[index].hardware == hardware
    else { return }
    entries[index].deadline = now + Self.lifetime
  }

  enum DueRequest {
    case send(IPv4Address)
    /// The last request was not answered; the neighbor is forgotten.
    case giveUp(IPv4Address)
  }

  /// The next request that is due, or the next neighbor to give up.
  mutating func nextRequest(at now: Instant) -> DueRequest? {
    for index in entries.indices
    where entries[index].state == .unresolved && entries[index].deadline <= now {
      guard entries[index].triesLeft > 0 else {
        entries[index].state = .free
        return .giveUp(entries[index].address)
      }
      entries[index].triesLeft &-= 1
      entries[index].deadline = now + Self.retryInterval
      return .send(entries[index].address)
    }
    return nil
  }

  /// When `nextRequest` has something to do again.
  mutating func nextDeadline() -> Instant? {
    var earliest: Instant?
    for index in entries.indices where entries[index].state == .unresolved {
      let deadline = entries[index].deadline
      if let known = earliest, known <= deadline { continue }
      earliest = deadline
    }
    return earliest
  }

  enum Status: Equatable {
    case unknown
    case unresolved
    case resolved(MACAddress)
  }

  /// What is known of a neighbor now.
  mutating func status(of address: IPv4Address, at now: Instant) -> Status {
    guard let index = index(of: address) else { return .unknown }
    if entries[index].state == .unresolved { return .unresolved }
    return now < entries[index].deadline ? .resolved(entries[index].hardware) : .unknown
  }

  private mutating func index(of address: IPv4Address) -> Int? {
    for index in entries.indices
    where entries[index].address == address && entries[index].state != .free {
      return index
    }
    return nil
  }

  private mutating func begin(_ index: Int, _ address: IPv4Address, at now: Instant) {
    entries[index].address = address
    entries[index].state = .unresolved
    entries[index].isInUse = true
    entries[index].triesLeft = Self.tries &- 1
    entries[index].deadline = now + Self.retryInterval
  }

  private mutating func resolve(_ index: Int, _ hardware: MACAddress, at now: Instant) {
    entries[index].hardware = hardware
    entries[index].state = .resolved
    entries[index].deadline = now + Self.lifetime
  }

  /// A free entry, an expired one, or the one to evict.
  private mutating func room(
    at now: Instant, sparingThoseInUse: Bool, evicted: inout UInt32
  ) -> Int? {
    var victim: Int?
    for index in entries.indices {
      switch entries[index].state {
      case .free: return index
      case .unresolved: continue
      case .resolved:
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
    guard now < entries[index].deadline else { return .expired }
    return entries[index].isInUse ? .inUse : .neverUsed
  }

  /// Whether entry `left` is evicted before `right`.
  private mutating func precedes(_ left: Int, _ right: Int, at now: Instant) -> Bool {
    let (leftRank, rightRank) = (rank(left, at: now).rawValue, rank(right, at: now).rawValue)
    return leftRank == rightRank
      ? entries[left].deadline < entries[right].deadline : leftRank < rightRank
  }
}
