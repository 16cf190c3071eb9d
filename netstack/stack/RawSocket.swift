/// A socket that takes whole IPv4 packets: those of one protocol, or the answers to its own pings.
///
/// Closing consumes it, so a socket can't be used after it is closed. Its interface makes it and
/// must close it; a socket that is dropped keeps its place.
public struct RawSocket: ~Copyable {
  public let id: RawSocketID
}

/// The name of a raw socket, for comparing.
public struct RawSocketID: Equatable, Sendable {
  let index: Int
}

/// Why a raw socket could not be opened.
public enum RawSocketError: Error {
  /// The interface has no room for one more socket; its capacity is part of its type.
  case tooManySockets
  /// UDP, whose packets go to UDP sockets; see `IncomingDatagram.packet`.
  case protocolUnsupported
  /// Another echo socket has the identifier.
  case identifierInUse
  /// Every identifier is in use.
  case noIdentifierLeft
}
