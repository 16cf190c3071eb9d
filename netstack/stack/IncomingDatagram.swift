/// A UDP datagram for one of our sockets, lent where the device received it.
public struct IncomingDatagram: ~Copyable, ~Escapable {
  public let socket: UDPSocketID
  public let payload: Span<UInt8>
  public let source: Endpoint
  /// As the datagram says: one of our addresses, or a broadcast or multicast address.
  public let destination: Endpoint
  /// Whether it was sent to many at once. Answering such a datagram makes every host answer.
  public let isForGroup: Bool

  @_lifetime(copy payload)
  init(
    socket: UDPSocketID, payload: Span<UInt8>, source: Endpoint, destination: Endpoint,
    isForGroup: Bool
  ) {
    self.socket = socket
    self.payload = payload
    self.source = source
    self.destination = destination
    self.isForGroup = isForGroup
  }
}
