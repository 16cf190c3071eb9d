/// A bound UDP socket: the right to send from its port, and what its datagrams are told apart by.
///
/// Closing consumes it, so a socket can't be used after it is closed. `bind` makes it and its
/// interface must close it; a socket that is dropped keeps its port.
public struct UDPSocket: ~Copyable {
  public let id: UDPSocketID
}

/// The name of a socket, for comparing.
public struct UDPSocketID: Equatable, Sendable {
  let index: Int
}

/// Why a socket could not be bound.
public enum BindError: Error {
  /// Another socket has the port.
  case portInUse
  /// Every ephemeral port is in use.
  case noPortLeft
  /// The interface has no room for one more socket; its capacity is part of its type.
  case tooManySockets
}

/// Why a datagram was not sent. Nothing was kept of it.
public enum SendError: Error {
  /// The interface has no address yet.
  case noAddress
  /// Not an address and port that a datagram can go to.
  case invalidDestination
  /// Neither our link nor the gateway leads there.
  case noRoute
  /// Longer than one packet of the link holds.
  case tooLong
  /// The device has no transmit slot free; try again after the next `poll`.
  case noTransmitSlot
  /// The next hop is being asked for, and no place to hold the packet is configured; try again
  /// later.
  case neighborUnresolved
  /// Too many neighbors are being resolved; try again later.
  case neighborsFull
  /// The body sent nothing.
  case discarded
}
