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
  let groupCapacity: Int, let destinationCapacity: Int, let reassemblyCapacity: Int,
  let datagramCapacity: Int
>: NetworkInterface, ~Copyable {
  public var device: Device
  private var host:
    IPv4Host<
      Features, addressCapacity, neighborCapacity, heldCapacity, socketCapacity, groupCapacity,
      destinationCapacity, datagramCapacity
    >
  private var reassembler = Reassembler<reassemblyCapacity, datagramCapacity>()
  private let ingressBudget: Int
  private let egressBudget: Int
  /// Whether the device had no slot for something that was due in the last poll.
  private var isEgressStarved = false

  public init(device: consuming Device, configuration: InterfaceConfiguration) {
    host = IPv4Host(
      hardwareAddress: MACAddress(octets: device.hardwareAddress),
      capabilities: device.capabilities, configuration: configuration)
    ingressBudget = max(1, configuration.ingressBudget)
    egressBudget = max(1, configuration.egressBudget)
    self.device = device
    // What can't be used is left out (see `InterfaceConfiguration`).
    if let subnet = configuration.subnet { try? host.addAddress(subnet, at: .start) }
    if let gateway = configuration.gateway {
      try? addRoute(Route(to: .all, gateway: gateway))
    }
    // Every host is in this group (RFC 1112 §4). Where the filter has no room, unicast still works.
    let allSystems = MACAddress(multicast: .allSystems)
    _ = self.device.join(multicast: allSystems.octets)
  }

  public var hardwareAddress: MACAddress { host.hardwareAddress }
  public var counters: InterfaceCounters { host.counters }

  /// Does a bounded amount of work: takes in at most the configured number of frames, then sends
  /// what is due.
  /// - Parameters:
  ///   - now: never earlier than in the call before.
  ///   - handler: what the application does with datagrams for its sockets. The datagram is lent
  ///     where it was received, and the reply is built where it will be sent from.
  /// - Returns: when to call again even if the device stays silent: `now` when work is left, nil
  ///   when there is nothing to wait for.
  public mutating func poll(at now: Instant, _ handler: DatagramHandler) -> Instant? {
    host.noteLink(isUp: device.linkState.isUp, at: now)
    // Answers take slots too: after a poll that had none left for what was due, that comes first.
    var egressLeft = egressBudget
    if isEgressStarved { _ = egress(at: now, &egressLeft) }
    let isIngressLeft = ingress(at: now, handler)
    isEgressStarved = !egress(at: now, &egressLeft)
    if isEgressStarved {
      host.counters.transmitDeferred &+= 1
      return now + Self.transmitRetryInterval
    }
    return isIngressLeft || egressLeft == 0 ? now : host.nextDeadline(&reassembler)
  }

  /// Polls without an application: datagrams for sockets are dropped by their owner.
  public mutating func poll(at now: Instant) -> Instant? {
    poll(at: now) { _, slot in slot.discard() }
  }

  /// How soon to look again for a transmit slot. The device sends a full-size frame in 1.2 ms at
  /// 10 Mbit/s.
  private static var transmitRetryInterval: Duration { .milliseconds(1) }

  /// - Returns: whether frames may be left.
  private mutating func ingress(at now: Instant, _ handler: DatagramHandler) -> Bool {
    for _ in 0..<ingressBudget {
      let received = device.receive { frame, slot in
        host.receive(frame, slot, at: now, &reassembler, handler)
      }
      if !received { return false }
    }
    return true
  }

  /// - Returns: false when the device had no slot for something that is due.
  private mutating func egress(at now: Instant, _ budget: inout Int) -> Bool {
    while budget > 0, host.hasEgress(at: now, &reassembler) {
      let sent = device.transmit { slot in host.transmitNext(slot, at: now, &reassembler) }
      guard sent else { return false }
      budget &-= 1
    }
    return true
  }
  // MARK: Addresses and routes

  /// The `position`th of our addresses, from 0, in the order in which they were added. It may not
  /// be used yet, or no longer; see `nextAddressEvent`.
  public mutating func subnet(at position: Int) -> IPv4Subnet? {
    host.subnet(at: position)
  }

  /// Adds an address, which is used when nobody else turns out to have it (RFC 5227).
  public mutating func addAddress(
    _ subnet: IPv4Subnet, at now: Instant
  ) throws(AddressError) {
    try host.addAddress(subnet, at: now)
  }

  /// Gives an address up.
  /// - Returns: whether it was ours.
  public mutating func removeAddress(_ address: IPv4Address) -> Bool {
    host.removeAddress(address)
  }

  /// Whether an address may be used: it is ours, and no other station is known to have it.
  public mutating func isUsable(_ address: IPv4Address) -> Bool {
    host.addresses.contains(address)
  }

  /// Begins anew with an address that was lost to another station.
  /// - Returns: whether it is one of ours.
  public mutating func restartAddress(_ address: IPv4Address, at now: Instant) -> Bool {
    host.restartAddress(address, at: now)
  }

  /// What happened to our addresses and was not told yet: one that may be used now, one that
  /// another station contests, one that was lost to it.
  public mutating func nextAddressEvent() -> (address: IPv4Address, event: AddressEvent)? {
    host.claims.nextEvent()
  }

  /// Adds a route, or changes the metric of the one that leads the same way.
  public mutating func addRoute(_ route: Route) throws(RouteError) {
    guard host.isGatewayOnLink(route.gateway) else { throw .gatewayOffLink }
    try host.routes.add(route)
    host.destinations.forgetGateways()
  }

  /// - Returns: whether there was such a route.
  public mutating func removeRoute(_ route: Route) -> Bool {
    host.destinations.forgetGateways()
    return host.routes.remove(route)
  }

  /// The router that leads to a destination beyond our link.
  public mutating func gateway(to destination: IPv4Address) -> IPv4Address? {
    host.routes.gateway(to: destination)
  }

  /// Sets the hardware address of a neighbor for good, whatever ARP says.
  /// - Returns: false when there is no room among the neighbors.
  public mutating func setStaticNeighbor(
    _ address: IPv4Address, is hardware: MACAddress, at now: Instant
  ) -> Bool {
    host.neighbors.fix(
      address, is: hardware, at: now, evicted: &host.counters.neighborsEvicted)
  }

  /// Forgets a neighbor, static or not.
  /// - Returns: whether it was known.
  public mutating func forgetNeighbor(_ address: IPv4Address) -> Bool {
    host.neighbors.forget(address)
  }

  // MARK: Sockets

  /// Opens a UDP socket; what it takes is narrowed by `connect`.
  /// - Parameters:
  ///   - port: 0 takes a free ephemeral port at random (RFC 6056 §3.3.1).
  ///   - address: one of ours, to take and send datagrams there only; nil for all.
  public mutating func bind(
    port: UInt16, address: IPv4Address? = nil
  ) throws(BindError) -> UDPSocket {
    if let address, !host.addresses.contains(address) { throw .notOurAddress }
    let id = try host.sockets.bind(port, at: address ?? .unspecified, random: &host.random)
    return UDPSocket(id: id)
  }

  /// Takes datagrams and errors from one peer only from now on.
  public mutating func connect(
    _ socket: borrowing UDPSocket, to peer: Endpoint
  ) throws(BindError) {
    guard peer.port != 0, host.addresses.isPeer(peer.address) else { throw .invalidPeer }
    try host.sockets.connect(socket.id, to: peer)
  }

  /// Frees the socket's port and leaves its groups.
  public mutating func close(_ socket: consuming UDPSocket, at now: Instant) {
    for bit in 0..<min(groupCapacity, 32)
    where host.sockets.groups(of: socket.id) & (1 << UInt32(truncatingIfNeeded: bit)) != 0 {
      if let group = host.groups.group(ofBit: bit) { leave(group, at: now) }
    }
    host.sockets.close(socket.id)
  }

  /// Has the socket take datagrams to a multicast group, and tells the routers of the link
  /// (RFC 1112 §7; RFC 3376 §5.1). The device's filter is opened with the first socket that joins.
  public mutating func join(
    _ group: IPv4Address, _ socket: borrowing UDPSocket, at now: Instant
  ) throws(GroupError) {
    guard group.isMulticast, group != .allSystems else { throw .notAGroup }
    let joined = host.sockets.groups(of: socket.id)
    let known = host.groups.bit(of: group)
    guard known == 0 || joined & known == 0 else { throw .alreadyJoined }
    switch host.groups.join(group, at: now) {
    case .notAGroup: throw .notAGroup
    case .full: throw .tooManyGroups
    case .again: break
    case .first:
      guard device.join(multicast: MACAddress(multicast: group).octets) else {
        host.groups.cancelJoin(group)
        throw .filterFull
      }
    }
    let bit = host.groups.bit(of: group)
    guard bit != 0 else {
      leave(group, at: now)
      throw .tooManyGroups
    }
    host.sockets.setGroups(joined | bit, of: socket.id)
  }

  /// Takes the socket out of a multicast group.
  /// - Returns: whether it was in it.
  @discardableResult
  public mutating func leave(
    _ group: IPv4Address, _ socket: borrowing UDPSocket, at now: Instant
  ) -> Bool {
    let bit = host.groups.bit(of: group)
    let joined = host.sockets.groups(of: socket.id)
    guard bit != 0, joined & bit != 0 else { return false }
    host.sockets.setGroups(joined & ~bit, of: socket.id)
    leave(group, at: now)
    return true
  }

  private mutating func leave(_ group: IPv4Address, at now: Instant) {
    guard host.groups.leave(group, at: now) == .last else { return }
    device.leave(multicast: MACAddress(multicast: group).octets)
  }

  public mutating func port(of socket: borrowing UDPSocket) -> UInt16 {
    host.sockets.port(of: socket.id)
  }

  public mutating func setOptions(_ options: UDPSocketOptions, of socket: borrowing UDPSocket) {
    host.sockets.setOptions(options, of: socket.id)
  }

  /// What the network said last of a datagram that the socket sent, and forgets it
  /// (RFC 1122 §4.1.3.3).
  public mutating func takeError(of socket: borrowing UDPSocket) -> UDPSocketError? {
    host.sockets.takeError(of: socket.id)
  }

  /// Sends a copy of `payload`, copied and summed in one pass straight into the device's slot.
  ///
  /// While the next hop's hardware address is being asked for, the packet is held, and replaced by
  /// a later one to the same next hop. A payload that is too long for a frame is copied once more
  /// and sent in fragments, if `datagramCapacity` has room for it.
  /// - Parameters:
  ///   - destination: nil is the peer of a connected socket.
  ///   - options: for this datagram only; nil are the socket's.
  ///   - headerOptions: the options of its IPv4 header, at most 40 bytes (RFC 1122 §4.1.3.2).
  public mutating func send(
    _ payload: Span<UInt8>, from socket: borrowing UDPSocket, to destination: Endpoint? = nil,
    options: UDPSocketOptions? = nil, headerOptions: Span<UInt8> = Span(), at now: Instant
  ) throws(SendError) {
    let headers =
      OutgoingFrame.optionsOffset &+ (headerOptions.count &+ 3) & ~3 &+ UDPDatagram.headerLength
    let room = host.capabilities.maximumFrameSize &- headers
    try send(
      from: socket, to: destination, options: options, headerOptions: headerOptions,
      isLong: payload.count > room, at: now
    ) { slot in slot.send(copying: payload) }
  }

  /// Sends the payload that `body` builds in the device's slot, in a single packet.
  public mutating func send(
    from socket: borrowing UDPSocket, to destination: Endpoint? = nil,
    options: UDPSocketOptions? = nil, at now: Instant,
    _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) throws(SendError) {
    try send(
      from: socket, to: destination, options: options, headerOptions: Span(), isLong: false,
      at: now, body)
  }

  private mutating func send(
    from socket: borrowing UDPSocket, to destination: Endpoint?, options: UDPSocketOptions?,
    headerOptions: Span<UInt8>, isLong: Bool, at now: Instant,
    _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) throws(SendError) {
    guard let destination = destination ?? host.sockets.peer(of: socket.id) else {
      throw .invalidDestination
    }
    let options = options ?? host.sockets.options(of: socket.id)
    let id = socket.id
    var result: SendError?
    let hasSlot = device.transmit { slot in
      host.send(
        slot, from: id, to: destination, options, headerOptions: headerOptions, isLong: isLong,
        at: now, error: &result, body)
    }
    guard hasSlot else { throw .noTransmitSlot }
    if let result { throw result }
  }
}
