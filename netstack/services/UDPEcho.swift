public import NetStack

/// The UDP echo service (RFC 862): sends each datagram back where it came from.
public struct UDPEcho: ~Copyable {
  /// RFC 862.
  public static let port: UInt16 = 7

  @usableFromInline let socket: UDPSocket

  /// Binds the service's port.
  public init(on interface: inout some NetworkInterface & ~Copyable) throws(BindError) {
    socket = try interface.bind(port: Self.port)
  }

  /// Whether a datagram is for this service.
  @inlinable
  public func owns(_ datagram: borrowing IncomingDatagram) -> Bool {
    datagram.socket == socket.id
  }

  /// Answers a datagram, but for those that would set off many answers or an endless exchange with
  /// another echo service.
  @inlinable
  public func answer(
    _ datagram: borrowing IncomingDatagram, _ slot: consuming PayloadSlot
  ) -> PayloadReceipt {
    guard !datagram.isForGroup, datagram.source.port != Self.port else { return slot.discard() }
    return slot.send(copying: datagram.payload)
  }
}
