/// The sockets of an interface that take whole packets. A full table refuses the next one.
///
/// - **Raw sockets** take every packet of their protocol, beside what the stack does with it. Any
///   number may share a protocol.
/// - **Echo sockets** have an ICMP identifier to themselves. They take the echo replies that bear
///   it (RFC 1122 §3.2.2.6), and what destination unreachable, time exceeded and parameter problem
///   say of an echo request that bears it (§3.2.2.1, §3.2.2.4, §3.2.2.5).
///
/// All operations are linear in `capacity`. With a capacity of 0 no code is left.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct RawSocketTable<let capacity: Int>: ~Copyable {
  enum Kind: UInt8 {
    case free, raw, echo
  }

  struct Entry {
    var kind = Kind.free
    /// Of a raw socket.
    var `protocol` = IPProtocol(rawValue: 0)
    /// Of an echo socket, never 0.
    var identifier: UInt16 = 0
  }

  private var entries = InlineArray<capacity, Entry>(repeating: Entry())
  /// How many sockets there are.
  private(set) var count = 0

  mutating func bind(raw protocol: IPProtocol) throws(RawSocketError) -> RawSocketID {
    guard `protocol` != .udp else { throw .protocolUnsupported }
    guard let index = freeIndex() else { throw .tooManySockets }
    entries[index] = Entry(kind: .raw, protocol: `protocol`)
    count &+= 1
    return RawSocketID(index: index)
  }

  /// - Parameter identifier: 0 takes a free one at random, so that others can't tell it ahead.
  mutating func bind(
    echo identifier: UInt16, random: inout RandomSource
  ) throws(RawSocketError) -> RawSocketID {
    guard let index = freeIndex() else { throw .tooManySockets }
    guard identifier == 0 || !isTaken(identifier) else { throw .identifierInUse }
    let chosen = identifier == 0 ? try freeIdentifier(random: &random) : identifier
    entries[index] = Entry(kind: .echo, identifier: chosen)
    count &+= 1
    return RawSocketID(index: index)
  }

  mutating func close(_ id: RawSocketID) {
    if entries[id.index].kind != .free { count &-= 1 }
    entries[id.index] = Entry()
  }

  /// What the socket's packets carry: ICMP for an echo socket.
  mutating func `protocol`(of id: RawSocketID) -> IPProtocol {
    entries[id.index].kind == .echo ? .icmp : entries[id.index].protocol
  }

  /// Nil for a socket that is no echo socket.
  mutating func identifier(of id: RawSocketID) -> UInt16? {
    entries[id.index].kind == .echo ? entries[id.index].identifier : nil
  }

  /// Whether a raw socket takes packets of a protocol: then it is no unknown one.
  mutating func takes(_ protocol: IPProtocol) -> Bool {
    for index in entries.indices.rolled
    where entries[index].kind == .raw && entries[index].protocol == `protocol` {
      return true
    }
    return false
  }

  /// The first socket from `start` on that takes a packet.
  /// - Parameter packet: whole, and for us. If it carries ICMP, its checksum is right.
  mutating func member(for packet: IPv4Packet, start: Int) -> RawSocketID? {
    guard capacity > 0, count > 0 else { return nil }
    let identifier = Self.echoIdentifier(of: packet)
    for index in entries.indices.rolled where index >= start {
      let isMember =
        switch entries[index].kind {
        case .free: false
        case .raw: entries[index].protocol == packet.protocol
        case .echo: entries[index].identifier == identifier
        }
      if isMember { return RawSocketID(index: index) }
    }
    return nil
  }

  /// The identifier of our echo request that the packet replies to or reports an error of.
  private static func echoIdentifier(of packet: IPv4Packet) -> UInt16? {
    guard packet.protocol == .icmp,
      let message = try? ICMPv4Message(packet.payload, verifyingChecksum: false)
    else { return nil }
    switch message.type {
    case .echoReply:
      return ICMPv4Echo(message)?.identifier
    case .destinationUnreachable, .timeExceeded, .parameterProblem:
      // An error goes to where the packet came from, or else it is not about one of ours.
      guard let quote = try? IPv4Quote(message.payload), quote.source == packet.destination else {
        return nil
      }
      return ICMPv4Echo(quoted: quote)?.identifier
    default:
      return nil
    }
  }

  private mutating func freeIndex() -> Int? {
    for index in entries.indices.rolled where entries[index].kind == .free { return index }
    return nil
  }

  private mutating func isTaken(_ identifier: UInt16) -> Bool {
    for index in entries.indices.rolled where entries[index].identifier == identifier {
      return true
    }
    return false
  }

  private mutating func freeIdentifier(
    random: inout RandomSource
  ) throws(RawSocketError) -> UInt16 {
    let count = UInt32(UInt16.max)
    let start = random.next32() % count
    for step in 0..<count {
      let identifier = 1 &+ UInt16(truncatingIfNeeded: (start &+ step) % count)
      if !isTaken(identifier) { return identifier }
    }
    throw .noIdentifierLeft
  }
}
