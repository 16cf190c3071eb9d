/// A place for one datagram that a `Reassembler` collects.
struct PartialDatagram<let byteCapacity: Int>: ~Copyable {
  enum State: UInt8 {
    case free
    case collecting
    case discarded
    /// As free as can be; its bytes are lent until the place is taken.
    case lent
  }

  var state = State.free
  private var `protocol` = IPProtocol(rawValue: 0)
  private var identification: UInt16 = 0
  private(set) var source = IPv4Address.unspecified
  private(set) var destination = IPv4Address.unspecified
  /// The fragments that were held.
  var fragments: UInt32 = 0
  private(set) var deadline = Instant.start
  /// Greater than those of the datagrams under way that began before.
  private(set) var number: UInt32 = 0
  var buffer = ReassemblyBuffer<byteCapacity>()

  /// Starts to collect the datagram that `packet` is a fragment of.
  mutating func begin(_ packet: IPv4Packet, number: UInt32, until deadline: Instant) {
    state = .collecting
    `protocol` = packet.protocol
    identification = packet.identification
    source = packet.source
    destination = packet.destination
    fragments = 0
    self.deadline = deadline
    self.number = number
    buffer.clear()
  }

  /// Whether `packet` is a fragment of the same datagram (RFC 791 §3.2).
  mutating func isOf(_ packet: IPv4Packet) -> Bool {
    identification == packet.identification && source == packet.source
      && destination == packet.destination && `protocol` == packet.protocol
  }
}
