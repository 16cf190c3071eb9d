/// Sockets that take and send whole packets.
extension IPv4Host {
  /// Lends a packet to the raw sockets that take it.
  /// - Returns: whether there is one.
  mutating func deliverRaw(
    _ arrival: borrowing Arrival, _ packetHandler: PacketHandler
  ) -> Bool {
    guard rawSocketCapacity > 0, rawSockets.count > 0 else { return false }
    var isTaken = false
    var start = 0
    while let socket = rawSockets.member(for: arrival.packet, start: start) {
      guard isTaken || isIntact(arrival) else { return false }
      start = socket.index &+ 1
      isTaken = true
      let incoming = IncomingPacket(
        socket: socket, packet: arrival.packet, isForGroup: arrival.isForGroup)
      packetHandler(incoming)
    }
    return isTaken
  }

  /// Whether an ICMP message is whole. The stack does not verify those that it has no use for.
  private func isIntact(_ arrival: borrowing Arrival) -> Bool {
    let isVerified = arrival.verifiedChecksums.contains(.icmpv4)
    return arrival.packet.protocol != .icmp
      || (try? ICMPv4Message(arrival.packet.payload, verifyingChecksum: !isVerified)) != nil
  }

  /// Sends the packet whose payload `body` builds in the slot, or in the queue of fragments.
  /// - Parameter longest: how long it may be; longer than a frame needs the queue.
  mutating func send(
    _ slot: consuming TransmitSlot, from socket: RawSocketID, to destination: IPv4Address,
    timeToLive: UInt8?, typeOfService: UInt8, longest: Int,
    error: inout SendError?,
    _ body: (consuming PayloadSlot) -> PayloadReceipt
  ) -> TransmitReceipt {
    guard let source = source(to: destination) else {
      error = .noAddress
      return slot.discard()
    }
    guard isSendable(to: destination) else {
      error = .invalidDestination
      return slot.discard()
    }
    var frame = OutgoingFrame(slot, limit: capabilities.maximumFrameSize)
    let isQueued = longest > frame.payloadRoom && datagramCapacity > 0 && outgoing.isFree()
    let receipt =
      isQueued ? lendQueue(behind: 0, body) : body(frame.payloadSlot(behind: 0))
    switch receipt.settlement {
    case .discard:
      error = .discarded
    case .tooLong:
      error = .tooLong
    case .send(let length, _):
      var packet = OutgoingPacket(
        source: source, destination: destination, payloadLength: length,
        protocol: rawSockets.protocol(of: socket), typeOfService: typeOfService,
        timeToLive: timeToLive.map { max(1, $0) })
      packet.isQueued = isQueued
      if !isQueued, packet.protocol == .icmp, length >= 4,
        capabilities.transmitChecksums.contains(.icmpv4)
      {
        // The device adds the checksum to what stands there.
        frame.slot.bytes.store(0 as UInt16, at: frame.payloadOffset &+ 2)
      }
      frame.prepare(packet)
      error = sendPacket(in: &frame).error
    }
    return frame.settle()
  }
}
