/// UDP sockets.
extension Interface where Device: ~Copyable {
  /// Opens a UDP socket; what it takes is narrowed by `connect`.
  /// - Parameters:
  ///   - port: 0 takes a free ephemeral port at random (RFC 6056 §3.3.1).
  ///   - address: one of ours, to take and send datagrams there only; nil for all.
  public mutating func bind(
    port: UInt16, address: IPv4Address? = nil
  ) throws(BindError) -> UDPSocket {
    if let address, !path.host.addresses.contains(address) { throw .notOurAddress }
    let id = try path.host.sockets.bind(
      port, at: address ?? .unspecified, random: &path.host.random)
    return UDPSocket(id: id)
  }

  /// Takes datagrams and errors from one peer only from now on.
  public mutating func connect(
    _ socket: borrowing UDPSocket, to peer: Endpoint
  ) throws(BindError) {
    guard peer.port != 0, path.host.addresses.isPeer(peer.address) else { throw .invalidPeer }
    try path.host.sockets.connect(socket.id, to: peer)
  }

  /// Frees the socket's port and leaves its groups.
  public mutating func close(_ socket: consuming UDPSocket, at now: Instant) {
    for bit in 0..<min(groupCapacity, 32)
    where path.host.sockets.groups(of: socket.id) & (1 << UInt32(truncatingIfNeeded: bit)) != 0 {
      if let group = path.host.groups.group(ofBit: bit) { leave(group, at: now) }
    }
    path.host.sockets.close(socket.id)
  }

  /// Has the socket take datagrams to a multicast group, and tells the routers of the link
  /// (RFC 1112 §7; RFC 3376 §5.1). The device's filter is opened with the first socket that joins.
  public mutating func join(
    _ group: IPv4Address, _ socket: borrowing UDPSocket, at now: Instant
  ) throws(GroupError) {
    guard group.isMulticast, group != .allSystems else { throw .notAGroup }
    let joined = path.host.sockets.groups(of: socket.id)
    let known = path.host.groups.bit(of: group)
    guard known == 0 || joined & known == 0 else { throw .alreadyJoined }
    path.host.isDisturbed = true
    switch path.host.groups.join(group, at: now) {
    case .notAGroup: throw .notAGroup
    case .full: throw .tooManyGroups
    case .again: break
    case .first:
      guard device.join(multicast: MACAddress(multicast: group).octets) else {
        path.host.groups.cancelJoin(group)
        throw .filterFull
      }
    }
    let bit = path.host.groups.bit(of: group)
    guard bit != 0 else {
      leave(group, at: now)
      throw .tooManyGroups
    }
    path.host.sockets.setGroups(joined | bit, of: socket.id)
  }

  /// Takes the socket out of a multicast group.
  /// - Returns: whether it was in it.
  @discardableResult
  public mutating func leave(
    _ group: IPv4Address, _ socket: borrowing UDPSocket, at now: Instant
  ) -> Bool {
    let bit = path.host.groups.bit(of: group)
    let joined = path.host.sockets.groups(of: socket.id)
    guard bit != 0, joined & bit != 0 else { return false }
    path.host.sockets.setGroups(joined & ~bit, of: socket.id)
    leave(group, at: now)
    return true
  }

  private mutating func leave(_ group: IPv4Address, at now: Instant) {
    path.host.isDisturbed = true
    guard path.host.groups.leave(group, at: now) == .last else { return }
    device.leave(multicast: MACAddress(multicast: group).octets)
  }

  /// The port that it is bound to, such as the ephemeral one that `bind` chose.
  public mutating func port(of socket: borrowing UDPSocket) -> UInt16 {
    path.host.sockets.port(of: socket.id)
  }

  /// Sets how it sends and what it takes from now on.
  public mutating func setOptions(_ options: UDPSocketOptions, of socket: borrowing UDPSocket) {
    path.host.sockets.setOptions(options, of: socket.id)
  }

  /// What the network said last of a datagram that the socket sent, and forgets it
  /// (RFC 1122 §4.1.3.3).
  public mutating func takeError(of socket: borrowing UDPSocket) -> UDPSocketError? {
    path.host.sockets.takeError(of: socket.id)
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
    let room = path.host.capabilities.maximumFrameSize &- headers
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
    guard let destination = destination ?? path.host.sockets.peer(of: socket.id) else {
      throw .invalidDestination
    }
    let options = options ?? path.host.sockets.options(of: socket.id)
    let id = socket.id
    var result: SendError?
    path.host.now = now
    let hasSlot = device.transmit { slot in
      path.host.send(
        slot, from: id, to: destination, options, headerOptions: headerOptions, isLong: isLong,
        error: &result, body)
    }
    guard hasSlot else { throw .noTransmitSlot }
    if let result { throw result }
  }
}
