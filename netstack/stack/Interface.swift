/// A network interface: a device and the host that answers on it.
///
/// It does nothing by itself. `poll(at:)` takes in what the device received, answers it, does what
/// is due, and says when it wants to be called next. Time, randomness and configuration are
/// arguments: the same inputs give the same outputs.
///
/// The capacities are fixed by the type, so nothing is allocated:
/// - `addressCapacity`: addresses of our own;
/// - `neighborCapacity`: hosts on our link that we exchange packets with at the same time;
/// - `heldCapacity`: packets that can wait for a neighbor's hardware address, 1.5 KB each;
/// - `socketCapacity`: bound UDP ports;
/// - `rawSocketCapacity`: sockets for whole packets and for pings;
/// - `groupCapacity`: multicast groups beside 224.0.0.1, at most 32; 0 speaks no IGMP;
/// - `destinationCapacity`: destinations whose path MTU is known, or to whom another gateway leads;
///   0 learns neither;
/// - `reassemblyCapacity`: datagrams that arrive in fragments at the same time; 0 drops fragments
///   and costs no code;
/// - `datagramCapacity`: the bytes of such a datagram, 64 of them for its header, and of one that
///   goes out in fragments; 0 sends none.
public struct Interface<
  Device: LinkDevice & ~Copyable, Features: StackFeatures, let addressCapacity: Int,
  let neighborCapacity: Int, let heldCapacity: Int, let socketCapacity: Int,
  let rawSocketCapacity: Int, let groupCapacity: Int, let destinationCapacity: Int,
  let reassemblyCapacity: Int,
  let datagramCapacity: Int
>: NetworkInterface, ~Copyable {
  var path = ReceivePath<
    Features, addressCapacity, neighborCapacity, heldCapacity, socketCapacity, rawSocketCapacity,
    groupCapacity, destinationCapacity, reassemblyCapacity, datagramCapacity
  >()
  /// The device, for its state and counters. Its frames belong to the interface.
  public var device: Device
  // Not an Optional, whose nil is no zero bits.
  private var knownDeadline = Instant.start
  private var ingressBudget = 0
  private var egressBudget = 0
  private var hasDeadline = false
  /// Whether the device had no slot for something that was due in the last poll.
  private var isEgressStarved = false

  /// When the next thing is due, unless the host was disturbed since.
  private var deadline: Instant? {
    get { hasDeadline ? knownDeadline : nil }
    set {
      hasDeadline = newValue != nil
      if let newValue { knownDeadline = newValue }
    }
  }

  /// An interface that starts at once, on a device that has.
  public init(device: consuming Device, configuration: InterfaceConfiguration) {
    self.init(unstarted: device)
    start(configuration)
  }

  /// An interface that does nothing yet. Only `device` may be used until `start`.
  ///
  /// It asks nothing of the device. As the initial value of a global variable it is built where it
  /// stays, where a local one is built on the stack, tables and all.
  public init(unstarted device: consuming Device) {
    self.device = device
  }

  /// Takes up the work, once, after the device has started.
  public mutating func start(_ configuration: InterfaceConfiguration) {
    path.host.start(
      hardwareAddress: MACAddress(octets: device.hardwareAddress),
      capabilities: device.capabilities, configuration: configuration)
    ingressBudget = max(1, configuration.ingressBudget)
    egressBudget = max(1, configuration.egressBudget)
    // What can't be used is left out (see `InterfaceConfiguration`).
    if let subnet = configuration.subnet { try? path.host.addAddress(subnet) }
    if let gateway = configuration.gateway {
      try? addRoute(Route(to: .all, gateway: gateway))
    }
    // Every host is in this group (RFC 1112 §4). Where the filter has no room, unicast still works.
    let allSystems = MACAddress(multicast: .allSystems)
    _ = device.join(multicast: allSystems.octets)
  }

  /// The device's, as of `start`.
  public var hardwareAddress: MACAddress { path.host.hardwareAddress }
  /// What became of all frames, and of the packets that the interface sent.
  public var counters: InterfaceCounters { path.host.counters }
  /// What became of IGMP messages.
  public var groupCounters: GroupMembershipCounters { path.host.groups.counters }

  /// Does a bounded amount of work: takes in at most the configured number of frames, then sends
  /// what is due.
  /// - Parameters:
  ///   - now: never earlier than in the call before.
  ///   - handler: what the application does with datagrams for its sockets. The datagram is lent
  ///     where it was received, and the reply is built where it will be sent from.
  ///   - packetHandler: what it does with packets for its raw sockets.
  /// - Returns: when to call again even if the device stays silent: `now` when work is left, nil
  ///   when there is nothing to wait for.
  public mutating func poll(
    at now: Instant, _ handler: DatagramHandler, packets packetHandler: PacketHandler
  ) -> Instant? {
    path.host.now = now
    let isLinkUp = device.linkState.isUp
    if isLinkUp != path.host.isLinkUp { path.host.noteLink(isUp: isLinkUp) }
    // Answers take slots too: after a poll that had none left for what was due, that comes first.
    var egressLeft = egressBudget
    if isEgressStarved { _ = egress(&egressLeft) }
    let isIngressLeft = ingress(handler, packetHandler)
    if isUndisturbed() { return isIngressLeft ? now : deadline }
    return finishPoll(isIngressLeft: isIngressLeft, egressLeft)
  }

  /// Whether nothing can have become due since that was worked out last. Debug builds check it.
  @inline(__always)
  private mutating func isUndisturbed() -> Bool {
    if path.host.isDisturbed { return false }
    if let deadline, deadline <= path.host.now { return false }
    assert(
      deadline == path.host.nextDeadline(&path.reassembler)
        && !path.host.hasEgress(deadline: deadline))
    return true
  }

  @inline(never)
  private mutating func finishPoll(isIngressLeft: Bool, _ egressBudget: Int) -> Instant? {
    var egressLeft = egressBudget
    isEgressStarved = !egress(&egressLeft)
    path.host.isDisturbed = isEgressStarved || egressLeft == 0
    if isEgressStarved {
      path.host.counters.transmitDeferred &+= 1
      return path.host.now + Self.transmitRetryInterval
    }
    return isIngressLeft || egressLeft == 0 ? path.host.now : deadline
  }

  /// Polls for an application that has no raw sockets.
  public mutating func poll(at now: Instant, _ handler: DatagramHandler) -> Instant? {
    poll(at: now, handler, packets: { _ in })
  }

  /// Polls without an application: datagrams for sockets are dropped by their owner.
  public mutating func poll(at now: Instant) -> Instant? {
    poll(at: now) { _, slot in slot.discard() }
  }

  /// How soon to look again for a transmit slot. The device sends a full-size frame in 1.2 ms at
  /// 10 Mbit/s.
  private static var transmitRetryInterval: Duration { .milliseconds(1) }

  /// - Returns: whether frames may be left.
  private mutating func ingress(
    _ handler: DatagramHandler, _ packetHandler: PacketHandler
  ) -> Bool {
    var framesLeft = ingressBudget
    while framesLeft > 0 {
      let received = device.receive { frame, slot in
        ReceivePath.receive(frame, slot, &path, handler, packetHandler)
      }
      if !received { return false }
      framesLeft &-= 1
    }
    return true
  }

  /// Sets `deadline` to when the next thing is due after what was sent.
  /// - Returns: false when the device had no slot for something that is due.
  // Once in the image, not at each of its calls.
  @inline(never)
  private mutating func egress(_ budget: inout Int) -> Bool {
    while true {
      deadline = path.host.nextDeadline(&path.reassembler)
      guard budget > 0, path.host.hasEgress(deadline: deadline) else { return true }
      let sent = device.transmit { slot in path.host.transmitNext(slot, &path.reassembler) }
      guard sent else { return false }
      budget &-= 1
    }
  }

  // MARK: Addresses and routes

  /// The `position`th of our addresses, from 0, in the order in which they were added. It may not
  /// be used yet, or no longer; see `nextAddressEvent`.
  public mutating func subnet(at position: Int) -> IPv4Subnet? {
    path.host.subnet(at: position)
  }

  /// Adds an address, which is used when nobody else turns out to have it (RFC 5227).
  public mutating func addAddress(
    _ subnet: IPv4Subnet, at now: Instant
  ) throws(AddressError) {
    path.host.now = now
    try path.host.addAddress(subnet)
  }

  /// Gives an address up.
  /// - Returns: whether it was ours.
  public mutating func removeAddress(_ address: IPv4Address) -> Bool {
    path.host.removeAddress(address)
  }

  /// Whether an address may be used: it is ours, and no other station is known to have it.
  public mutating func isUsable(_ address: IPv4Address) -> Bool {
    path.host.addresses.contains(address)
  }

  /// Begins anew with an address that was lost to another station.
  /// - Returns: whether it is one of ours.
  public mutating func restartAddress(_ address: IPv4Address, at now: Instant) -> Bool {
    path.host.now = now
    return path.host.restartAddress(address)
  }

  /// What happened to our addresses and was not told yet: one that may be used now, one that
  /// another station contests, one that was lost to it.
  public mutating func nextAddressEvent() -> (address: IPv4Address, event: AddressEvent)? {
    path.host.claims.nextEvent()
  }

  /// Adds a route, or changes the metric of the one that leads the same way.
  public mutating func addRoute(_ route: Route) throws(RouteError) {
    guard path.host.isGatewayOnLink(route.gateway) else { throw .gatewayOffLink }
    try path.host.routes.add(route)
    path.host.destinations.forgetGateways()
  }

  /// - Returns: whether there was such a route.
  public mutating func removeRoute(_ route: Route) -> Bool {
    path.host.destinations.forgetGateways()
    return path.host.routes.remove(route)
  }

  /// The router that leads to a destination beyond our link.
  public mutating func gateway(to destination: IPv4Address) -> IPv4Address? {
    path.host.routes.gateway(to: destination)
  }

  /// Sets the hardware address of a neighbor for good, whatever ARP says.
  /// - Returns: false when there is no room among the neighbors.
  public mutating func setStaticNeighbor(
    _ address: IPv4Address, is hardware: MACAddress, at now: Instant
  ) -> Bool {
    path.host.isDisturbed = true
    return path.host.neighbors.fix(
      address, is: hardware, at: now, evicted: &path.host.counters.neighborsEvicted)
  }

  /// Forgets a neighbor, static or not.
  /// - Returns: whether it was known.
  public mutating func forgetNeighbor(_ address: IPv4Address) -> Bool {
    path.host.isDisturbed = true
    return path.host.neighbors.forget(address)
  }
}
