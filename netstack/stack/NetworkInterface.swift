/// What services need of an interface, whatever its capacities are.
public protocol NetworkInterface: ~Copyable {
  mutating func bind(port: UInt16, address: IPv4Address?) throws(BindError) -> UDPSocket
  mutating func connect(_ socket: borrowing UDPSocket, to peer: Endpoint) throws(BindError)
  mutating func close(_ socket: consuming UDPSocket, at now: Instant)
  mutating func join(
    _ group: IPv4Address, _ socket: borrowing UDPSocket, at now: Instant
  ) throws(GroupError)
  mutating func send(
    _ payload: Span<UInt8>, from socket: borrowing UDPSocket, to destination: Endpoint?,
    options: UDPSocketOptions?, headerOptions: Span<UInt8>, at now: Instant
  ) throws(SendError)

  mutating func bindRaw(_ protocol: IPProtocol) throws(RawSocketError) -> RawSocket
  mutating func bindEcho(identifier: UInt16) throws(RawSocketError) -> RawSocket
  mutating func identifier(of socket: borrowing RawSocket) -> UInt16?
  mutating func close(_ socket: consuming RawSocket)
  mutating func send(
    from socket: borrowing RawSocket, to destination: IPv4Address, timeToLive: UInt8?,
    typeOfService: UInt8, longest: Int, at now: Instant,
    _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) throws(SendError)
}

extension NetworkInterface where Self: ~Copyable {
  /// Opens a UDP socket that takes datagrams for any of our addresses.
  /// - Parameter port: 0 takes a free ephemeral port at random (RFC 6056 §3.3.1).
  public mutating func bind(port: UInt16) throws(BindError) -> UDPSocket {
    try bind(port: port, address: nil)
  }

  /// Sends a copy of `payload` as the socket's options say.
  /// - Parameter destination: nil is the peer of a connected socket.
  public mutating func send(
    _ payload: Span<UInt8>, from socket: borrowing UDPSocket, to destination: Endpoint? = nil,
    at now: Instant
  ) throws(SendError) {
    try send(
      payload, from: socket, to: destination, options: nil, headerOptions: Span(), at: now)
  }
}
