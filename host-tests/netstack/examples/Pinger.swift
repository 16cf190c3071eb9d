import NetStack
import Services

/// Pings a host ten times and keeps the statistics.
struct Pinger<Device: LinkDevice & ~Copyable>: ~Copyable {
  private var interface: StandardInterface<Device>
  private let socket: RawSocket
  /// At most four requests wait for their replies at once.
  private(set) var client: PingClient<4>

  init(
    device: consuming Device, configuration: InterfaceConfiguration, destination: IPv4Address,
    at now: Instant
  ) throws(RawSocketError) {
    interface = StandardInterface(device: device, configuration: configuration)
    socket = try interface.bindEcho()
    client = PingClient(
      on: socket.id, identifier: interface.identifier(of: socket) ?? 0,
      PingConfiguration(destination: destination, count: 10), at: now)
  }

  /// - Returns: when to call again at the latest; nil when all were sent and settled.
  mutating func poll(at now: Instant) -> Instant? {
    let deadline = interface.poll(at: now) { _, slot in
      slot.discard()
    } packets: {
      _ = client.receive($0, at: now)
    }
    while client.expire(at: now) != nil {}
    client.sendDue(from: socket, on: &interface, at: now)
    guard let due = client.nextDeadline() else { return nil }
    return min(deadline ?? due, due)
  }
}
