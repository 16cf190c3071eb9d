import Testing

@testable import NetStack

/// Lends a packet as a raw socket's.
func withIncoming<Result>(
  _ bytes: [UInt8], socket: Int = 0, isForGroup: Bool = false,
  _ body: (borrowing IncomingPacket) -> Result
) throws -> Result {
  let packet = try IPv4Packet(bytes.span)
  return body(
    IncomingPacket(
      socket: RawSocketID(index: socket), packet: packet, isForGroup: isForGroup))
}

/// Lends a packet as a datagram of a UDP socket.
func withDatagram<Result>(
  _ bytes: [UInt8], socket: Int = 0, isForGroup: Bool = false,
  _ body: (borrowing IncomingDatagram) -> Result
) throws -> Result {
  let packet = try IPv4Packet(bytes.span)
  _ = try UDPDatagram(packet.payload, pseudoHeader: nil)
  return body(
    IncomingDatagram(
      socket: UDPSocketID(index: socket), packet: packet, isForGroup: isForGroup))
}
