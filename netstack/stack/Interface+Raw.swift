/// Sockets for whole packets.
extension Interface where Device: ~Copyable {
  /// Opens a socket that takes every packet of a protocol, beside what the stack does with it.
  public mutating func bindRaw(
    _ protocol: IPProtocol
  ) throws(RawSocketError) -> RawSocket {
    let id = try path.host.rawSockets.bind(raw: `protocol`)
    return RawSocket(id: id)
  }

  /// Opens a socket for pings: it takes the echo replies with its identifier, and the errors about
  /// its echo requests.
  /// - Parameter identifier: 0 takes a free one at random.
  public mutating func bindEcho(
    identifier: UInt16 = 0
  ) throws(RawSocketError) -> RawSocket {
    let id = try path.host.rawSockets.bind(echo: identifier, random: &path.host.random)
    return RawSocket(id: id)
  }

  /// Frees the socket's place.
  public mutating func close(_ socket: consuming RawSocket) {
    path.host.rawSockets.close(socket.id)
  }

  /// The identifier that the echo requests of a socket for pings must have; nil of another socket.
  public mutating func identifier(of socket: borrowing RawSocket) -> UInt16? {
    path.host.rawSockets.identifier(of: socket.id)
  }

  /// Sends a packet of the socket's protocol, whose payload `body` builds in the device's slot.
  /// - Parameters:
  ///   - timeToLive: nil is the interface's.
  ///   - longest: how long the payload may be. What a frame has no room for is built elsewhere and
  ///     sent in fragments, if `datagramCapacity` has room for it.
  ///   - body: writes the whole payload, its checksum included.
  public mutating func send(
    from socket: borrowing RawSocket, to destination: IPv4Address, timeToLive: UInt8? = nil,
    typeOfService: UInt8 = 0, longest: Int = 0, at now: Instant,
    _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) throws(SendError) {
    var result: SendError?
    path.host.now = now
    let id = socket.id
    let hasSlot = device.transmit { slot in
      path.host.send(
        slot, from: id, to: destination, timeToLive: timeToLive, typeOfService: typeOfService,
        longest: longest, error: &result, body)
    }
    guard hasSlot else { throw .noTransmitSlot }
    if let result { throw result }
  }
}
