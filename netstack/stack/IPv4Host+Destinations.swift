/// What the network said of the ways to single destinations (RFC 1191; RFC 1122 §3.3.1.2).
extension IPv4Host {
  /// Whether anything at all is known: while nothing is, this is all that a packet costs.
  @inline(__always)
  mutating func knowsDestinations() -> Bool { destinationCapacity > 0 && !destinations.isEmpty() }

  /// The gateway that packets beyond our link were redirected to.
  @inline(__always)
  mutating func redirectedGateway(to destination: IPv4Address) -> IPv4Address? {
    knowsDestinations() ? destinations.gateway(to: destination, at: now) : nil
  }

  /// Whether datagrams can be fragmented at all, here or by routers: an interface with no capacity
  /// for either sends everything with Don't Fragment, and needs no identifications.
  mutating func usesFragmentPolicy() -> Bool { destinationCapacity > 0 || datagramCapacity > 0 }

  /// How a packet that fits the link passes its path.
  enum Passage {
    /// In one piece, with Don't Fragment set.
    case whole
    /// As one packet that routers may fragment.
    case fragmentable(identification: UInt16)
    /// In fragments that the path carries.
    case cut
    case refused
  }

  // Out of line: few packets need it.
  @inline(never)
  mutating func passage(
    of packet: OutgoingPacket, headerLength: Int
  ) -> Passage {
    guard packet.fragmentPolicy != .byRouters else { return fragmentable(packet) }
    guard let path = destinations.pathMTU(to: packet.destination, at: now) else { return .whole }
    let isShort = headerLength &+ packet.payloadLength <= path.maximumTransmissionUnit
    guard packet.fragmentPolicy != .never else { return isShort ? .whole : .refused }
    if isShort { return path.isFloor ? fragmentable(packet) : .whole }
    guard datagramCapacity > 0, packet.payloadLength <= datagramCapacity, outgoing.isFree() else {
      return fragmentable(packet)
    }
    return .cut
  }

  private mutating func fragmentable(_ packet: OutgoingPacket) -> Passage {
    guard
      let identification = identifications.next(
        source: packet.source, destination: packet.destination, protocol: packet.protocol, at: now)
    else {
      counters.fragmentsLimited &+= 1
      return .refused
    }
    return .fragmentable(identification: identification)
  }

  /// Sends in fragments what stands in `frame` as if it went whole.
  mutating func sendCut(
    _ packet: OutgoingPacket, _ frame: inout OutgoingFrame
  ) -> Departure {
    let start = frame.payloadOffset
    let isOffloaded = capabilities.transmitChecksums.contains(
      packet.protocol == .udp ? .udp : .icmpv4)
    outgoing.withPayload { payload in
      payload.copy(
        frame.slot.bytes.span.extracting(start..<start &+ packet.payloadLength), at: 0)
      // The device would have filled it in, and can't sum over fragments.
      if isOffloaded { Self.writeChecksum(of: packet, &payload) }
    }
    return sendQueued(packet, &frame)
  }

  @_lifetime(bytes: copy bytes)
  private static func writeChecksum(
    of packet: OutgoingPacket, _ bytes: inout MutableSpan<UInt8>
  ) {
    let word = bytes.span.uint32(at: 0)
    let rest = bytes.span.uint32(at: 4)
    var sum = InternetChecksum()
    sum.add(bytes.span.extracting(UDPDatagram.headerLength..<packet.payloadLength))
    switch packet.protocol {
    case .udp:
      // Its socket wants none.
      guard UInt16(truncatingIfNeeded: rest) != 0 else { return }
      UDPHeader(
        sourcePort: UInt16(truncatingIfNeeded: word >> 16),
        destinationPort: UInt16(truncatingIfNeeded: word)
      )
      .write(
        to: &bytes, at: 0, payloadLength: packet.payloadLength &- UDPDatagram.headerLength,
        payload: (
          sum: sum,
          pseudoHeader: UDPPseudoHeader(source: packet.source, destination: packet.destination)
        ))
    case .icmp:
      ICMPv4Header(
        type: ICMPv4Type(rawValue: UInt8(truncatingIfNeeded: word >> 24)),
        code: UInt8(truncatingIfNeeded: word >> 16), restOfHeader: rest
      )
      .write(to: &bytes, at: 0, payload: sum)
    default:
      break
    }
  }

  /// The longest fragment for a packet, its header included.
  /// - Parameter room: the longest that the link carries.
  mutating func fragmentUnit(of packet: OutgoingPacket, room: Int) -> Int {
    guard packet.fragmentPolicy != .byRouters, knowsDestinations(),
      let path = destinations.pathMTU(to: packet.destination, at: now)
    else { return room }
    return min(room, path.maximumTransmissionUnit)
  }

  /// Takes in a report that a packet of ours was too long for its path.
  /// - Returns: the path MTU now; nil when the message is no such report.
  mutating func learnPathMTU(
    _ message: ICMPv4Message, _ quote: IPv4Quote
  ) -> Int? {
    guard destinationCapacity > 0, let report = FragmentationNeeded(message, quote) else {
      return nil
    }
    let linkMTU = capabilities.maximumFrameSize &- EthernetFrame.headerLength
    _ = destinations.learn(report, linkMTU: linkMTU, at: now, &counters.destinations)
    let known = destinations.pathMTU(to: report.destination, at: now)
    return min(linkMTU, known?.maximumTransmissionUnit ?? linkMTU)
  }

  /// Follows a redirect that is to be believed (RFC 1122 §3.2.2.2).
  mutating func receiveRedirect(
    _ message: ICMPv4Message, _ arrival: borrowing Arrival
  ) -> FrameOutcome {
    guard let quote = try? IPv4Quote(message.payload) else { return .icmpQuoteInvalid }
    guard let redirect = Redirect(message, quote) else { return .icmpUnhandled }
    var firstHop: IPv4Address?
    if case .neighbor(let hop) = nextHop(to: redirect.destination),
      hop != redirect.destination
    {
      firstHop = hop
    }
    let verdict = RedirectVerdict(
      on: redirect, from: arrival.packet.source, firstHop: firstHop, isForGroup: arrival.isForGroup,
      isSourceOurs: addresses.contains(redirect.source),
      isDestinationPeer: addresses.isPeer(redirect.destination),
      isGatewayNeighbor: addresses.isNeighbor(redirect.gateway))
    guard verdict == .followed else {
      counters.destinations.redirectsIgnored &+= 1
      return .icmpRedirectRefused
    }
    destinations.redirect(
      redirect.destination, to: redirect.gateway, at: now, &counters.destinations)
    return .delivered
  }
}
