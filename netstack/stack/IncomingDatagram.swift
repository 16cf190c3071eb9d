/// A UDP datagram for one of our sockets, lent where the device received it.
public struct IncomingDatagram: ~Escapable, BitwiseCopyable {
  /// The packet that carried it, with its options, time to live and type of service
  /// (RFC 1122 §4.1.3.2, §4.1.4).
  public let packet: IPv4Packet
  public let socket: UDPSocketID
  /// Whether it was sent to many at once. Answering such a datagram makes every host answer.
  public let isForGroup: Bool

  // Few words, to be handed on in registers.
  /// - Parameter packet: carries a sound datagram.
  @_lifetime(copy packet)
  init(socket: UDPSocketID, packet: IPv4Packet, isForGroup: Bool) {
    self.packet = packet
    self.socket = socket
    self.isForGroup = isForGroup
  }

  @inlinable public var payload: Span<UInt8> {
    @inline(__always) @_lifetime(copy self) get {
      let datagram = packet.payload
      return datagram.extracting(UDPDatagram.headerLength..<Int(datagram.uint16(at: 4)))
    }
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
