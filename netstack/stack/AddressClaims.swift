/// The addresses that an interface was given, each with its conflict detector (RFC 5227).
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct AddressClaims<let capacity: Int>: ~Copyable {
  struct Claim {
    /// Unspecified in a free place.
    var subnet = IPv4Subnet.all
    var detector = AddressConflictDetector(policy: .giveUp, probesFirst: false)
  }

  private var claims = InlineArray<capacity, Claim>(repeating: Claim())
  /// Used places come first.
  private(set) var count = 0
  private var policy = DefensePolicy.giveUp
  private var probesFirst = false
  private var isLinkUp = false

  /// Sets how all addresses are claimed, before there is one.
  mutating func start(policy: DefensePolicy, probesFirst: Bool) {
    self.policy = policy
    self.probesFirst = probesFirst
  }

  // MARK: Addresses

  mutating func add(
    _ subnet: IPv4Subnet, at now: Instant, random: inout RandomSource
  ) throws(AddressError) {
    guard subnet.isHost(subnet.address) else { throw .notAHost }
    guard index(of: subnet.address) == nil else { throw .inUse }
    guard count < capacity else { throw .tooManyAddresses }
    claims[count] = Claim(
      subnet: subnet,
      detector: AddressConflictDetector(policy: policy, probesFirst: probesFirst))
    if !isLinkUp { claims[count].detector.linkDown() }
    claims[count].detector.start(at: now, random: random.next32())
    count &+= 1
  }

  /// - Returns: whether it was there.
  mutating func remove(_ address: IPv4Address) -> Bool {
    guard let removed = index(of: address) else { return false }
    count &-= 1
    for index in removed..<count { claims[index] = claims[index &+ 1] }
    claims[count] = Claim()
    return true
  }

  /// Begins anew with an address that was lost.
  /// - Returns: false when it is not there.
  mutating func restart(
    _ address: IPv4Address, at now: Instant, random: inout RandomSource
  ) -> Bool {
    guard let index = index(of: address) else { return false }
    claims[index].detector.start(at: now, random: random.next32())
    return true
  }

  mutating func subnet(at position: Int) -> IPv4Subnet? {
    position >= 0 && position < count ? claims[position].subnet : nil
  }

  mutating func isUsable(at position: Int) -> Bool {
    position >= 0 && position < count && claims[position].detector.isUsable
  }

  mutating func isUsable(_ address: IPv4Address) -> Bool {
    guard let index = index(of: address) else { return false }
    return claims[index].detector.isUsable
  }

  /// Whether `address` can be another host's of the link, once our addresses are used.
  mutating func isNeighbor(_ address: IPv4Address) -> Bool {
    guard index(of: address) == nil else { return false }
    for index in 0..<count where claims[index].subnet.isHost(address) { return true }
    return false
  }

  mutating func contains(_ address: IPv4Address) -> Bool { index(of: address) != nil }

  private mutating func index(of address: IPv4Address) -> Int? {
    for index in 0..<count where claims[index].subnet.address == address { return index }
    return nil
  }

  // MARK: The link and its packets

  mutating func noteLink(isUp: Bool, at now: Instant, random: inout RandomSource) {
    isLinkUp = isUp
    for index in 0..<count {
      if isUp {
        claims[index].detector.linkUp(at: now, random: random.next32())
      } else {
        claims[index].detector.linkDown()
      }
    }
  }

  /// Judges an ARP packet whose sender's hardware address is one station's. At most one of our
  /// addresses is in question: that of the sender, or the one it probes for.
  mutating func receive(
    _ packet: ARPPacket, ourHardware: MACAddress, at now: Instant
  ) -> ConflictVerdict {
    for index in 0..<count {
      let verdict = claims[index].detector.receive(
        packet, ourHardware: ourHardware, ourAddress: claims[index].subnet.address, at: now)
      if verdict != .none { return verdict }
    }
    return .none
  }

  mutating func nextDeadline() -> Instant? {
    var earliest: Instant?
    for index in 0..<count {
      guard let due = claims[index].detector.nextDeadline else { continue }
      earliest = min(earliest ?? due, due)
    }
    return earliest
  }

  /// A probe or an announcement that is due.
  mutating func nextPacket(
    from hardware: MACAddress, at now: Instant, random: inout RandomSource
  ) -> ARPPacket? {
    for index in 0..<count {
      guard let due = claims[index].detector.nextDeadline, due <= now,
        let kind = claims[index].detector.nextPacket(at: now, random: random.next32())
      else { continue }
      let address = claims[index].subnet.address
      return kind == .probe
        ? .probe(for: address, from: hardware) : .announcement(of: address, from: hardware)
    }
    return nil
  }

  /// What the application has not been told yet.
  mutating func nextEvent() -> (address: IPv4Address, event: AddressEvent)? {
    for index in 0..<count {
      if let event = claims[index].detector.nextEvent() {
        return (claims[index].subnet.address, event)
      }
    }
    return nil
  }
}
