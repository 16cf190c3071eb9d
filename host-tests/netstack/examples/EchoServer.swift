import NetStack

/// Sends each datagram to port 7 back where it came from.
struct EchoServer<Device: LinkDevice & ~Copyable>: ~Copyable {
  private var interface: StandardInterface<Device>
  private let socket: UDPSocket

  init(device: consuming Device, configuration: InterfaceConfiguration) throws(BindError) {
    interface = StandardInterface(device: device, configuration: configuration)
    socket = try interface.bind(port: 7)
  }

  /// - Returns: when to call again, if no frame arrives before.
  mutating func poll(at now: Instant) -> Instant? {
    interface.poll(at: now) { datagram, slot in
      guard datagram.socket == socket.id, !datagram.isForGroup else { return slot.discard() }
      // Copied and summed in one pass, straight into the frame that goes out.
      return slot.send(copying: datagram.payload)
    }
  }
}
