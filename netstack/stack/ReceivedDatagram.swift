/// What `DatagramRing.receive(into:)` copied.
public struct ReceivedDatagram: Equatable, Sendable {
  public let socket: UDPSocketID
  public let source: Endpoint
  /// One of our addresses, or a broadcast or multicast address.
  public let destination: Endpoint
  /// Whether it was sent to many at once.
  public let isForGroup: Bool
  /// The bytes that were copied.
  public let byteCount: Int
  /// The bytes that the datagram had, 0…65507.
  public let payloadLength: Int

  /// Whether the buffer was too short for the datagram.
  public var isTruncated: Bool { byteCount < payloadLength }
}
