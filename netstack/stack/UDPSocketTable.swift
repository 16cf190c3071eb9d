/// The UDP sockets of an interface. A full table refuses the next `bind`.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct UDPSocketTable<let capacity: Int>: ~Copyable {
  // In an order without padding, and all zero bits at first: then the whole table is cleared at once.
  struct Entry {
    /// Unspecified takes datagrams for any of our addresses.
    var address = IPv4Address.unspecified
    /// Port 0 takes datagrams from anybody.
    var peer = Endpoint(.unspecified, port: 0)
    /// 0 in a free place.
    var port: UInt16 = 0
    var options = UDPSocketOptions()
    /// The multicast groups it is in, a bit for each place in `GroupMembership`.
    var groups: UInt32 = 0
    var error = UDPSocketError.none

    /// How well a datagram fits, from 1 for a socket that takes any; 0 when it does not.
    func fit(_ local: Endpoint, from remote: Endpoint, isForGroup: Bool) -> Int {
      guard port == local.port else { return 0 }
      guard peer.port == 0 || peer == remote else { return 0 }
      guard address == .unspecified || address == local.address || isForGroup else { return 0 }
      return 1 &+ (address == .unspecified ? 0 : 1) &+ (peer.port == 0 ? 0 : 2)
    }

    /// Whether the two can't be told apart.
    func isTaken(by port: UInt16, _ address: IPv4Address, _ peer: Endpoint) -> Bool {
      self.port == port && self.address == address && self.peer == peer
    }
  }

  private var entries = InlineArray<capacity, Entry>(repeating: Entry())
  /// For the last bits of a port, one of which all datagrams go to the same socket, as was found
  /// last, and that socket's place: the port in the upper half.
  private var soles = InlineArray<capacity, UInt32>(repeating: 0)
  /// A bit for the last bits of each port that is bound.
  private var portBits: UInt32 = 0

  /// The first of the ephemeral ports; the last is 65535 (RFC 6335 §6).
  private static var firstEphemeral: UInt16 { 49152 }

  /// - Parameter port: 0 takes an ephemeral port at random (RFC 6056 §3.3.1). The code for that is
  ///   left out of an application that always names its ports.
  @inline(__always)
  mutating func bind(
    _ port: UInt16, at address: IPv4Address, random: inout RandomSource
  ) throws(BindError) -> UDPSocketID {
    guard port == 0 else { return try take(port, at: address) }
    return try take(ephemeralPort(random: &random), at: address)
  }

  @inline(never)
  private mutating func take(
    _ port: UInt16, at address: IPv4Address
  ) throws(BindError) -> UDPSocketID {
    guard let index = index(ofPort: 0) else { throw .tooManySockets }
    try requireFree(port, address, Endpoint(.unspecified, port: 0))
    entries[index] = Entry()
    entries[index].port = port
    entries[index].address = address
    forgetSoles()
    portBits |= Self.bit(of: port)
    return UDPSocketID(index: index)
  }

  mutating func connect(_ id: UDPSocketID, to peer: Endpoint) throws(BindError) {
    guard entries[id.index].peer != peer else { return }
    try requireFree(entries[id.index].port, entries[id.index].address, peer)
    entries[id.index].peer = peer
    forgetSoles()
  }

  mutating func close(_ id: UDPSocketID) {
    entries[id.index] = Entry()
    forgetSoles()
    portBits = 0
    for index in entries.indices.rolled where entries[index].port != 0 {
      portBits |= Self.bit(of: entries[index].port)
    }
  }

  private static func bit(of port: UInt16) -> UInt32 { 1 << UInt32(port & 31) }

  /// Whether a port may be bound: with few sockets, most that are not are told from those that are.
  @inline(__always)
  mutating func mayHave(_ port: UInt16) -> Bool { portBits & Self.bit(of: port) != 0 }

  private mutating func forgetSoles() {
    for slot in soles.indices { soles[slot] = 0 }
  }

  private static func slot(of port: UInt16) -> Int {
    Int(port) & (Int.powerOfTwo(notAbove: capacity) &- 1)
  }

  /// The socket that takes everything for a port, if it was found before. Nil leaves open whether
  /// there is one.
  @inline(__always)
  mutating func soleSocket(at port: UInt16) -> UDPSocketID? {
    guard capacity > 0, port != 0 else { return nil }
    let sole = soles[Self.slot(of: port)]
    return sole >> 16 == port ? UDPSocketID(index: Int(sole & 0xFFFF)) : nil
  }

  mutating func count() -> Int {
    var count = 0
    for index in entries.indices.rolled where entries[index].port != 0 { count &+= 1 }
    return count
  }

  mutating func port(of id: UDPSocketID) -> UInt16 {
    entries[id.index].port
  }

  mutating func address(of id: UDPSocketID) -> IPv4Address? {
    let address = entries[id.index].address
    return address == .unspecified ? nil : address
  }

  mutating func peer(of id: UDPSocketID) -> Endpoint? {
    let peer = entries[id.index].peer
    return peer.port == 0 ? nil : peer
  }

  mutating func options(of id: UDPSocketID) -> UDPSocketOptions {
    entries[id.index].options
  }

  mutating func setOptions(_ options: UDPSocketOptions, of id: UDPSocketID) {
    entries[id.index].options = options
  }

  /// The error that was noted last, which is forgotten.
  mutating func takeError(of id: UDPSocketID) -> UDPSocketError? {
    let error = entries[id.index].error
    entries[id.index].error = .none
    return error == .none ? nil : error
  }

  mutating func note(_ error: UDPSocketError, for id: UDPSocketID) {
    entries[id.index].error = error
  }

  /// The socket for a datagram to one of our addresses: of those that take it the most particular,
  /// which names a peer, then one that names an address.
  mutating func socket(at local: Endpoint, from remote: Endpoint) -> UDPSocketID? {
    socket(at: local, from: remote, isForGroup: false, group: 0, start: 0)
  }

  /// The socket for a datagram: one to a group goes to the first from `start` on that takes it.
  /// - Parameter group: the group's bit for those that joined it; 0 for all sockets of the port.
  @inline(never)
  mutating func socket(
    at local: Endpoint, from remote: Endpoint, isForGroup: Bool, group: UInt32, start: Int
  ) -> UDPSocketID? {
    guard local.port != 0 else { return nil }
    var best = 0
    var bestFit = 0
    var count = 0
    for index in entries.indices.rolled where index >= start && entries[index].port == local.port {
      count &+= 1
      let fit = entries[index].fit(local, from: remote, isForGroup: isForGroup)
      guard fit > bestFit, entries[index].groups & group == group else { continue }
      (best, bestFit) = (index, fit)
      if isForGroup { break }
    }
    guard bestFit > 0 else { return nil }
    if count == 1, bestFit == 1, !isForGroup {
      soles[Self.slot(of: local.port)] =
        UInt32(local.port) << 16 | UInt32(truncatingIfNeeded: best) & 0xFFFF
    }
    return UDPSocketID(index: best)
  }

  /// The groups that a socket is in, as bits.
  mutating func groups(of id: UDPSocketID) -> UInt32 {
    entries[id.index].groups
  }

  mutating func setGroups(_ groups: UInt32, of id: UDPSocketID) {
    entries[id.index].groups = groups
  }

  private mutating func index(ofPort port: UInt16) -> Int? {
    for index in entries.indices.rolled where entries[index].port == port { return index }
    return nil
  }

  private mutating func requireFree(
    _ port: UInt16, _ address: IPv4Address, _ peer: Endpoint
  ) throws(BindError) {
    for index in entries.indices.rolled where entries[index].isTaken(by: port, address, peer) {
      throw .portInUse
    }
  }

  @inline(never)
  private mutating func ephemeralPort(random: inout RandomSource) throws(BindError) -> UInt16 {
    guard index(ofPort: 0) != nil else { throw .tooManySockets }
    let count = UInt32(UInt16.max &- Self.firstEphemeral) &+ 1
    let start = random.next32() % count
    for step in 0..<count {
      let offset = (start &+ step) % count
      let port = Self.firstEphemeral &+ UInt16(truncatingIfNeeded: offset)
      if index(ofPort: port) == nil { return port }
    }
    throw .noPortLeft
  }
}
