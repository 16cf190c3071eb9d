/// Tells whether another station of the link uses our address, and defends it (RFC 5227).
///
/// One detector serves one interface. It builds and sends nothing itself: whoever has a frame to
/// send asks for `nextPacket`, and passes every ARP packet of another station to `receive` before
/// anything else is made of it. Time and randomness are arguments.
struct AddressConflictDetector {
  enum State: UInt8 {
    /// There is no address.
    case stopped
    /// There is an address, and no link to use it on.
    case linkDown
    /// Not ours yet: probes are being sent, or their answers are waited for (§2.1.1).
    case probing
    /// Ours, and being announced (§2.3).
    case announcing
    case settled
    /// Another station's.
    case defeated
  }

  /// What is to be sent.
  enum Packet {
    case probe
    case announcement
  }

  // In an order without padding.

  /// When the state's next packet is due.
  private var deadline = Instant.start
  /// When the last attempt began, or is to begin after too many conflicts.
  private var attempt = Instant.start
  /// When the address may be defended again.
  private var nextDefense = Instant.start
  private var pendingEvents = PendingEvents()
  /// How many packets of the state are yet to be sent.
  private var packetsLeft: UInt16 = 0
  /// The conflicts since an address was last settled, up to `conflictLimit`.
  private var conflictCount: UInt16 = 0
  private(set) var state = State.stopped
  private var isLinkDown = false
  let policy: DefensePolicy
  /// Whether the address is probed for before it is used. Otherwise it is announced at once, and
  /// watched and defended all the same.
  let probesFirst: Bool

  init(policy: DefensePolicy, probesFirst: Bool) {
    self.policy = policy
    self.probesFirst = probesFirst
  }

  /// Whether the address may be used as a source and answered for.
  var isUsable: Bool { state == .announcing || state == .settled }

  /// When `nextPacket` has something to send.
  var nextDeadline: Instant? {
    state == .probing || state == .announcing ? deadline : nil
  }

  // MARK: The address and the link

  /// Begins to acquire an address. After `conflictLimit` conflicts in a row it waits until
  /// `rateLimitInterval` has passed since the attempt before (§2.1.1).
  /// - Parameter random: any number, all equally likely.
  mutating func start(at now: Instant, random: UInt32) {
    guard !isLinkDown else {
      state = .linkDown
      return
    }
    let start = conflictCount == Self.conflictLimit ? earliestAttempt(at: now) : now
    attempt = start
    guard probesFirst || start > now else { return acquire(at: now) }
    state = .probing
    packetsLeft = probesFirst ? Self.probeCount : 0
    deadline = probesFirst ? start + Self.probeWait(random) : start
  }

  /// An attempt that has not begun is not put off any further by a restart.
  private func earliestAttempt(at now: Instant) -> Instant {
    attempt > now ? attempt : max(now, attempt + Self.rateLimitInterval)
  }

  /// Gives the address up of our own will.
  mutating func stop() {
    state = .stopped
  }

  /// The link came up: whoever is on it now may use the address (§2.1). Until `linkDown` is called,
  /// the link counts as up.
  mutating func linkUp(at now: Instant, random: UInt32) {
    isLinkDown = false
    if state == .linkDown { start(at: now, random: random) }
  }

  mutating func linkDown() {
    isLinkDown = true
    if state != .stopped { state = .linkDown }
  }

  // MARK: Packets

  /// What is due. Each call says one packet, which the caller sends.
  /// - Parameter random: any number, all equally likely.
  mutating func nextPacket(at now: Instant, random: UInt32) -> Packet? {
    guard let due = nextDeadline, due <= now else { return nil }
    if state == .probing {
      guard packetsLeft == 0 else {
        packetsLeft &-= 1
        deadline = now + (packetsLeft > 0 ? Self.probeInterval(random) : Self.announceWait)
        return .probe
      }
      acquire(at: now)
    }
    packetsLeft &-= 1
    deadline = now + Self.announceInterval
    if packetsLeft == 0 {
      state = .settled
      conflictCount = 0
    }
    return .announcement
  }

  /// Judges an ARP packet of the link, whose sender's hardware address is one station's.
  mutating func receive(
    _ packet: ARPPacket, ourHardware: MACAddress, ourAddress: IPv4Address, at now: Instant
  ) -> ConflictVerdict {
    guard packet.senderHardware != ourHardware else { return .ours }
    let isInUse = packet.senderProtocol == ourAddress
    switch state {
    case .stopped, .linkDown, .defeated:
      return .none
    case .probing:
      guard isInUse || packet.isProbe(for: ourAddress) else { return .none }
      lose(to: packet.senderHardware)
      return .probeLost
    case .announcing, .settled:
      guard isInUse else { return .none }
      return defend(against: packet.senderHardware, at: now)
    }
  }

  private mutating func defend(
    against other: MACAddress, at now: Instant
  ) -> ConflictVerdict {
    let isRecent = now < nextDefense
    switch policy {
    case .giveUp:
      break
    case .defendOnce where isRecent:
      break
    case .neverGiveUp where isRecent:
      return .tolerated
    case .defendOnce, .neverGiveUp:
      nextDefense = now + Self.defendInterval
      pendingEvents.conflict(with: other)
      return .defend
    }
    lose(to: other)
    return .defeated
  }

  private mutating func acquire(at now: Instant) {
    state = .announcing
    packetsLeft = Self.announceCount
    deadline = now
    pendingEvents.acquired()
  }

  private mutating func lose(to other: MACAddress) {
    state = .defeated
    conflictCount = min(conflictCount &+ 1, Self.conflictLimit)
    pendingEvents.defeated(by: other)
  }

  // MARK: Events

  /// What happened since the last call, the earliest first. A conflict that came to more, and what
  /// was before an address was acquired again, is not told.
  mutating func nextEvent() -> AddressEvent? { pendingEvents.next() }

  // MARK: Constants (§1.1)

  private static var probeCount: UInt16 { 3 }
  private static var announceCount: UInt16 { 2 }
  private static var conflictLimit: UInt16 { 10 }
  private static var announceWait: Duration { .seconds(2) }
  private static var announceInterval: Duration { .seconds(2) }
  private static var defendInterval: Duration { .seconds(10) }
  private static var rateLimitInterval: Duration { .seconds(60) }

  /// PROBE_WAIT: 0…1 s.
  private static func probeWait(_ random: UInt32) -> Duration {
    Duration(microseconds: upToOneSecond(random))
  }

  /// PROBE_MIN…PROBE_MAX: 1…2 s.
  private static func probeInterval(_ random: UInt32) -> Duration {
    Duration(microseconds: 1_000_000 &+ upToOneSecond(random))
  }

  /// Spreads any number over 0…1 000 000 µs.
  private static func upToOneSecond(_ random: UInt32) -> UInt64 {
    (UInt64(random) &* 1_000_001) &>> 32
  }
}

extension AddressConflictDetector {
  /// What the application has not been told yet: at most that the address was acquired, and then
  /// one thing more.
  private struct PendingEvents {
    private enum Trouble: UInt8 {
      case none
      case conflict
      case defeat
    }

    private var other = MACAddress.zero
    private var isAcquired = false
    private var trouble = Trouble.none

    mutating func acquired() {
      isAcquired = true
      trouble = .none
    }

    mutating func conflict(with other: MACAddress) {
      trouble = .conflict
      self.other = other
    }

    mutating func defeated(by other: MACAddress) {
      trouble = .defeat
      self.other = other
    }

    mutating func next() -> AddressEvent? {
      guard !isAcquired else {
        isAcquired = false
        return .acquired
      }
      defer { trouble = .none }
      return switch trouble {
      case .none: nil
      case .conflict: .conflict(with: other)
      case .defeat: .defeated(by: other)
      }
    }
  }
}

extension ARPPacket {
  /// Whether the sender asks if `address` is free (RFC 5227 §1.1).
  fileprivate func isProbe(for address: IPv4Address) -> Bool {
    operation == .request && senderProtocol == .unspecified && targetProtocol == address
  }
}
