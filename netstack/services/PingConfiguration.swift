public import NetStack

/// What a `PingClient` sends, and how long it waits.
public struct PingConfiguration: Sendable {
  /// One host. Replies of others are not taken (RFC 1122 §3.2.2.6: a reply's source is the
  /// request's destination), so a broadcast or multicast address gets none.
  public var destination: IPv4Address
  /// How many requests to send; nil sends them without end.
  public var count: UInt32?
  /// From one request to the next. Zero sends as fast as the window lets it.
  public var interval = Duration.seconds(1)
  /// How long a request waits for its reply.
  public var timeout = Duration.seconds(2)
  /// The bytes of data in each request, 0…65507 (RFC 791 §3.1); what is beyond counts as that.
  /// More than 1472 need fragments on Ethernet.
  public var payloadLength = 56

  public init(destination: IPv4Address, count: UInt32? = nil) {
    self.destination = destination
    self.count = count
  }
}
