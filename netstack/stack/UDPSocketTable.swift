/// The bound ports of an interface. A full table refuses the next `bind`.
///
/// Methods that only read are mutating too; see `IPv4Host`.
struct UDPSocketTable<let capacity: Int>: ~Copyable {
  /// The local ports; 0 in a free place.
  private var ports = InlineArray<capacity, UInt16>(repeating: 0)

  /// The first of the ephemeral ports; the last is 65535 (RFC 6335 §6).
  private static var firstEphemeral: UInt16 { 49152 }

  /// - Parameter port: 0 takes an ephemeral port at random (RFC 6056 §3.3.1).
  mutating func bind(
    _ port: UInt16, random: inout RandomSource
  ) throws(BindError) -> UDPSocketID {
    guard let index = index(of: 0) else { throw .tooManySockets }
    if port != 0, self.index(of: port) != nil { throw .portInUse }
    ports[index] = port == 0 ? try ephemeralPort(random: &random) : port
    return UDPSocketID(index: index)
  }

  mutating func close(_ id: UDPSocketID) {
    ports[id.index] = 0
  }

  mutating func port(of id: UDPSocketID) -> UInt16 {
    ports[id.index]
  }

  mutating func socket(at port: UInt16) -> UDPSocketID? {
    guard port != 0, let index = index(of: port) else { return nil }
    return UDPSocketID(index: index)
  }

  private mutating func index(of port: UInt16) -> Int? {
    for index in ports.indices where ports[index] == port { return index }
    return nil
  }

  private mutating func ephemeralPort(random: inout RandomSource) throws(BindError) -> UInt16 {
    let count = UInt32(UInt16.max &- Self.firstEphemeral) &+ 1
    let start = random.next32() % count
    for step in 0..<count {
      let offset = (start &+ step) % count
      let port = Self.firstEphemeral &+ UInt16(truncatingIfNeeded: offset)
      if index(of: port) == nil { return port }
    }
    throw .noPortLeft
  }
}
