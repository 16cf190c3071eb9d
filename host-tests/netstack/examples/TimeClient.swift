import NetStack

/// Asks a time server (RFC 868), again each second, and gives up after five.
struct TimeClient<Device: LinkDevice & ~Copyable>: ~Copyable {
  private var interface: StandardInterface<Device>
  private let socket: UDPSocket
  private var nextRequest: Instant
  private let end: Instant
  /// Seconds since 1900.
  private(set) var time: UInt32?

  init(
    device: consuming Device, configuration: InterfaceConfiguration, server: IPv4Address,
    at now: Instant
  ) throws(BindError) {
    var interface = StandardInterface(device: device, configuration: configuration)
    let socket = try interface.bind(port: 0)
    try interface.connect(socket, to: Endpoint(server, port: 37))
    self.interface = interface
    self.socket = socket
    nextRequest = now
    end = now + .seconds(5)
  }

  /// - Returns: when to call again at the latest; nil when there is a time, or none to be had.
  mutating func poll(at now: Instant) -> Instant? {
    var answer: UInt32?
    let deadline = interface.poll(at: now) { datagram, slot in
      // Connected: only the server's datagrams come here.
      if datagram.payload.count == 4 { answer = datagram.payload.uint32(at: 0) }
      return slot.discard()
    }
    time = time ?? answer
    guard time == nil, now < end else { return nil }
    if now >= nextRequest {
      // What could not be sent is asked again a second later.
      try? interface.send(Span(), from: socket, at: now)
      nextRequest = now + .seconds(1)
    }
    return min(deadline ?? nextRequest, nextRequest)
  }
}
