import NetStack

/// Counts the datagrams to a multicast group, on a port of its own.
struct MulticastListener<Device: LinkDevice & ~Copyable>: ~Copyable {
  private var interface: StandardInterface<Device>
  private let socket: UDPSocket
  private(set) var count: UInt32 = 0

  init(
    device: consuming Device, configuration: InterfaceConfiguration, port: UInt16
  ) throws(BindError) {
    interface = StandardInterface(device: device, configuration: configuration)
    socket = try interface.bind(port: port)
  }

  /// Tells the routers of the link, and opens the device's filter.
  mutating func join(_ group: IPv4Address, at now: Instant) throws(GroupError) {
    try interface.join(group, socket, at: now)
  }

  /// - Returns: when to call again, if no frame arrives before.
  mutating func poll(at now: Instant) -> Instant? {
    var received: UInt32 = 0
    let deadline = interface.poll(at: now) { _, slot in
      received &+= 1
      return slot.discard()
    }
    count &+= received
    return deadline
  }
}
