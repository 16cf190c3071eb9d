/// A UDP datagram for one of our sockets, lent where the device received it.
public struct IncomingDatagram: ~Escapable, BitwiseCopyable {
  public let socket: UDPSocketID
  /// The packet that carried it, with its options, time to live and type of service
  /// (RFC 1122 §4.1.3.2, §4.1.4).
  public let packet: IPv4Packet
  public let payload: Span<UInt8>
  /// Whether it was sent to many at once. Answering such a datagram makes every host answer.
  public let isForGroup: Bool

  @_lifetime(copy packet, copy payload)
  init(
    socket: UDPSocketID, packet: IPv4Packet, payload: Span<UInt8>, isForGroup: Bool
  ) {
    self.socket = socket
    self.packet = packet
    self.payload = payload
    self.isForGroup = isForGroup
  }

  // Read where they stand: few handlers ask for all of it.
  @inlinable @inline(__always)
  public var source: Endpoint {
    Endpoint(packet.source, port: packet.bytes.uint16(at: packet.headerLength))
  }

  /// As the datagram says: one of our addresses, or a broadcast or multicast address.
  @inlinable @inline(__always)
  public var destination: Endpoint {
    Endpoint(packet.destination, port: packet.bytes.uint16(at: packet.headerLength &+ 2))
  }
}
