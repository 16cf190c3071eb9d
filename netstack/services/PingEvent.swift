public import NetStack

/// What a packet meant to a `PingClient`.
public enum PingEvent: Equatable, Sendable {
  /// The first reply to a request.
  case reply(PingReply)
  /// A further reply to a request that was answered.
  case duplicate(PingReply)
  /// The first error about a request that was not answered.
  case error(PingError)
}

/// An echo reply (RFC 792, Echo).
public struct PingReply: Equatable, Sendable {
  public let sequence: UInt16
  /// From when the request was given out to when the reply was taken in.
  public let roundTripTime: Duration
  /// As the reply arrived.
  public let timeToLive: UInt8
  public let source: IPv4Address
  /// The bytes of data, which should be as many as were sent.
  public let payloadLength: Int
}

/// What the network said of a request. Unreachable hosts may be back at any time: a hint, and no
/// proof (RFC 1122 §3.2.2.1).
public struct PingError: Equatable, Sendable {
  public let sequence: UInt16
  /// Destination unreachable, time exceeded or parameter problem.
  public let type: ICMPv4Type
  public let code: UInt8
  /// Who says so.
  public let reporter: IPv4Address
}
