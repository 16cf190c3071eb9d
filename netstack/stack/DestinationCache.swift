/// What the network told us about the ways to single destinations: the path MTU (RFC 1191) and the
/// gateway that a redirect named (RFC 1122 §3.2.2.2). This is the route cache of RFC 1122
/// §3.3.1.2, without what the route table says anyway.
///
/// - **Path MTU**: it only goes down. Where a router does not tell its MTU, it goes down to the
///   plateau below the length of the packet that was dropped (RFC 1191 §5).
/// - **Floor**: it stays at 552 or above, as in Linux. With RFC 791's 68, the least that a link
///   carries, a forged report would have each datagram of 1500 bytes cut into 31 fragments; with
///   552 into three. Where a report says less, packets of 552 bytes are sent with Don't Fragment
///   clear, so that a path that does carry less works too (RFC 1191 §3 allows either).
/// - **Ageing**: a path MTU lasts `lifetime` from its last decrease (RFC 1191 §6.3), then packets
///   as long as the link carries are tried again. A report of no decrease prolongs nothing, or
///   anybody could keep a path MTU low for good by repeating one. A redirect lasts as long from the
///   last time that it was given.
/// - **Eviction**: a new destination takes the place of the one that ends first. That is harmless:
///   the next packet there goes as if nothing were known, and the network says it again, for one
///   packet lost (path MTU) or none (redirect).
///
/// All operations are linear in the destinations known, and while none is, nothing is searched.
/// Without capacity nothing is learned, and none of the code stays. Methods that only read are
/// mutating too; see `IPv4Host`.
struct DestinationCache<let capacity: Int>: ~Copyable {
  /// RFC 1191 §3 asks for 5 minutes at least and recommends 10.
  static var lifetime: Duration { .seconds(600) }
  /// The lowest path MTU that a report can bring about.
  static var floor: Int { 552 }

  struct Entry {
    var destination = IPv4Address.unspecified
    /// Unspecified without a redirect.
    var gateway = IPv4Address.unspecified
    /// 0 without a path MTU.
    var maximumTransmissionUnit: UInt16 = 0
    var isFloor = false
    /// When the path MTU was lowered; 0 without one.
    var lowered = Instant(microseconds: 0)
    /// When the redirect was given; 0 without one.
    var redirected = Instant(microseconds: 0)
  }

  /// Used places come first.
  private var entries = InlineArray<capacity, Entry>(repeating: Entry())
  private var count = 0

  /// Whether nothing is known of any destination.
  mutating func isEmpty() -> Bool { capacity == 0 || count == 0 }

  // MARK: Path MTU

  /// - Returns: nil when nothing is known: the link's MTU is the path's (RFC 1191 §6.2).
  mutating func pathMTU(to destination: IPv4Address, at now: Instant) -> PathMTU? {
    guard let index = index(of: destination, at: now) else { return nil }
    return pathMTU(at: index)
  }

  private mutating func pathMTU(at index: Int) -> PathMTU? {
    guard entries[index].maximumTransmissionUnit > 0 else { return nil }
    return PathMTU(
      maximumTransmissionUnit: Int(entries[index].maximumTransmissionUnit),
      isFloor: entries[index].isFloor)
  }

  /// Takes in a report about a packet of ours. That it was ours is for the caller to check.
  /// - Parameter linkMTU: the longest packet of the link, its header included.
  mutating func learn(
    _ report: FragmentationNeeded, linkMTU: Int, at now: Instant,
    _ counters: inout DestinationCounters
  ) -> PathMTUVerdict {
    guard capacity > 0 else { return .ignored }
    let known = pathMTU(to: report.destination, at: now)
    let estimate = min(linkMTU, known?.maximumTransmissionUnit ?? linkMTU)
    let reported = Self.maximumTransmissionUnit(from: report, estimate: estimate)
    guard report.destination.isUnicast, reported < estimate, known?.isFloor != true else {
      counters.pathMTUsIgnored &+= 1
      return .ignored
    }
    let lowest = min(Self.floor, linkMTU)
    let index = place(for: report.destination, at: now, &counters)
    // At most 65535, where it is reported, and at least 1.
    entries[index].maximumTransmissionUnit = UInt16(truncatingIfNeeded: max(reported, lowest))
    entries[index].isFloor = reported < lowest
    entries[index].lowered = now
    counters.pathMTUsLowered &+= 1
    return pathMTU(at: index).map { .lowered($0) } ?? .ignored
  }

  private static func maximumTransmissionUnit(
    from report: FragmentationNeeded, estimate: Int
  ) -> Int {
    guard report.nextHopMTU == 0 else { return Int(report.nextHopMTU) }
    // Routers of 4.2BSD's kin add the length of the header. Whether one of them speaks can't be
    // told, and is to be assumed of a length that might have been added to (RFC 1191 §5).
    let isDoubtful = report.quotedTotalLength >= estimate
    return MTUPlateau.below(
      report.quotedTotalLength &- (isDoubtful ? report.quotedHeaderLength : 0))
  }

  // MARK: Redirects

  /// The gateway that packets to `destination` were redirected to.
  /// - Returns: nil when they were not: the route table knows.
  mutating func gateway(to destination: IPv4Address, at now: Instant) -> IPv4Address? {
    guard let index = index(of: destination, at: now) else { return nil }
    let gateway = entries[index].gateway
    return gateway == .unspecified ? nil : gateway
  }

  /// Sends packets to `destination` by `gateway` from now on; see `RedirectVerdict`.
  mutating func redirect(
    _ destination: IPv4Address, to gateway: IPv4Address, at now: Instant,
    _ counters: inout DestinationCounters
  ) {
    guard capacity > 0 else { return }
    guard destination.isUnicast, gateway.isUnicast else {
      counters.redirectsIgnored &+= 1
      return
    }
    let index = place(for: destination, at: now, &counters)
    entries[index].gateway = gateway
    entries[index].redirected = now
    counters.redirectsFollowed &+= 1
  }

  /// Forgets the redirects to a gateway that is gone, so that others are tried
  /// (RFC 1122 §3.3.1.4).
  mutating func forget(gateway: IPv4Address) {
    guard gateway != .unspecified else { return }
    for index in usedIndices().reversed() where entries[index].gateway == gateway {
      forgetGateway(at: index)
    }
  }

  /// Forgets all redirects: they were given for the addresses and routes that we had.
  mutating func forgetGateways() {
    for index in usedIndices().reversed() { forgetGateway(at: index) }
  }

  /// Forgets everything, on a link that may be another one.
  mutating func removeAll() {
    for index in usedIndices() { entries[index] = Entry() }
    count = 0
  }

  // MARK: Entries

  /// The destinations of which something is known.
  mutating func freshCount(at now: Instant) -> Int {
    var fresh = 0
    for index in usedIndices() where Self.isFresh(latest(index), at: now) { fresh &+= 1 }
    return fresh
  }

  private mutating func usedIndices() -> Range<Int> { 0..<(capacity > 0 ? count : 0) }

  /// The entry of `destination`, with nothing in it that is past its time.
  private mutating func index(of destination: IPv4Address, at now: Instant) -> Int? {
    for index in usedIndices() where entries[index].destination == destination {
      return expire(index, at: now) ? nil : index
    }
    return nil
  }

  /// - Returns: whether nothing was left of the entry.
  private mutating func expire(_ index: Int, at now: Instant) -> Bool {
    if entries[index].gateway != .unspecified, !Self.isFresh(entries[index].redirected, at: now) {
      entries[index].gateway = .unspecified
      entries[index].redirected = Instant(microseconds: 0)
    }
    if !Self.isFresh(entries[index].lowered, at: now) {
      entries[index].maximumTransmissionUnit = 0
      entries[index].isFloor = false
      entries[index].lowered = Instant(microseconds: 0)
    }
    return removeIfBlank(index)
  }

  private static func isFresh(_ start: Instant, at now: Instant) -> Bool {
    now.since(start) < lifetime
  }

  private mutating func forgetGateway(at index: Int) {
    entries[index].gateway = .unspecified
    entries[index].redirected = Instant(microseconds: 0)
    _ = removeIfBlank(index)
  }

  /// The last entry takes the place of one in which nothing is left.
  private mutating func removeIfBlank(_ index: Int) -> Bool {
    guard entries[index].maximumTransmissionUnit == 0, entries[index].gateway == .unspecified
    else { return false }
    count &-= 1
    entries[index] = entries[count]
    entries[count] = Entry()
    return true
  }

  /// The entry of `destination`, a new one when there is none. There must be capacity.
  private mutating func place(
    for destination: IPv4Address, at now: Instant, _ counters: inout DestinationCounters
  ) -> Int {
    if let index = index(of: destination, at: now) { return index }
    var index = count
    if count < capacity {
      count &+= 1
    } else {
      index = oldest()
      if Self.isFresh(latest(index), at: now) { counters.evicted &+= 1 }
    }
    entries[index] = Entry()
    entries[index].destination = destination
    return index
  }

  private mutating func oldest() -> Int {
    var oldest = 0
    for index in usedIndices() where latest(index) < latest(oldest) { oldest = index }
    return oldest
  }

  /// When the last of what an entry knows was learned.
  private mutating func latest(_ index: Int) -> Instant {
    max(entries[index].lowered, entries[index].redirected)
  }
}
