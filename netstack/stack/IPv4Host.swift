/// An IPv4 host on one Ethernet link, apart from its device: ARP, IPv4, ICMP and UDP
/// (RFC 1122). `Interface` gives it frames and slots.
///
/// Frames go through `receive` one at a time; each ends in exactly one `FrameOutcome`. Its answer,
/// if any, is built in the slot that comes with it.
///
/// Every method is mutating, even one that only reads: Swift 6.3 copies the whole value, tables
/// and all, before it indexes an array in a borrowed one.
struct IPv4Host<
  Features: StackFeatures, let addressCapacity: Int, let neighborCapacity: Int,
  let heldCapacity: Int, let socketCapacity: Int, let rawSocketCapacity: Int,
  let groupCapacity: Int, let destinationCapacity: Int, let datagramCapacity: Int
>: ~Copyable {
  // What each packet needs comes first: a Cortex-M reaches 4 KB from one register.
  private(set) var hardwareAddress = MACAddress.zero
  private(set) var capabilities = DeviceCapabilities(maximumFrameSize: 0)
  private(set) var timeToLive: UInt8 = 0
  /// As of the latest call from outside: one word to keep for all that a packet passes, instead of
  /// an argument of each.
  var now = Instant.start
  /// As of the last poll.
  var isLinkUp = false
  /// Whether anything was done that may have changed what is due, and when. What familiar neighbors
  /// send has not.
  var isDisturbed = true
  /// The addresses that may be used now.
  var addresses = AddressTable<addressCapacity>()
  var counters = InterfaceCounters()
  var destinations = DestinationCache<destinationCapacity>()
  var neighbors = NeighborCache<neighborCapacity>()
  var sockets = UDPSocketTable<socketCapacity>()
  var rawSockets = RawSocketTable<rawSocketCapacity>()
  var groups = GroupMembership<groupCapacity>()
  /// The addresses that were given, and whether others use them. Empty without conflict detection.
  var claims = AddressClaims<addressCapacity>()
  var routes = RouteTable()
  var identifications = IdentificationSource()
  var random = RandomSource()
  var errorLimit = TokenBucket(burst: 0, interval: 0)
  /// The source that sent last.
  var egressTurn = EgressSource.reassembly
  var held = HeldPackets<heldCapacity>()
  var outgoing = FragmentQueue<datagramCapacity>()

  /// A host that has not started: it has no address.
  init() {}

  mutating func start(
    hardwareAddress: MACAddress, capabilities: DeviceCapabilities,
    configuration: InterfaceConfiguration
  ) {
    self.hardwareAddress = hardwareAddress
    self.capabilities = capabilities
    timeToLive = max(1, configuration.timeToLive)
    claims.start(
      policy: configuration.addressDefense, probesFirst: configuration.probesAddresses)
    random = RandomSource(seed: configuration.seed)
    if usesFragmentPolicy() { identifications = IdentificationSource(random: &random) }
    let perSecond = min(configuration.icmpErrorsPerSecond, 1_000_000)
    errorLimit = TokenBucket(
      burst: perSecond == 0 ? 0 : configuration.icmpErrorBurst,
      interval: perSecond == 0 ? 0 : 1_000_000 / perSecond)
  }

  /// Takes in one frame and settles the slot that comes with it.
  @inline(__always)
  mutating func receive<let datagrams: Int, let bytes: Int>(
    _ received: borrowing ReceivedFrame, _ slot: consuming TransmitSlot,
    _ reassembler: inout Reassembler<datagrams, bytes>, _ handler: DatagramHandler,
    _ packetHandler: PacketHandler
  ) -> TransmitReceipt {
    guard let frame = try? EthernetFrame(received.bytes) else { return drop(slot, .frameTruncated) }
    let verified = received.verifiedChecksums
    if frame.destination == hardwareAddress {
      if let packet = plainPacket(in: frame, verified),
        let neighbor = neighbors.hear(packet.source, from: frame.source, at: now)
      {
        if isPlainEcho(packet, room: slot.bytes.count) {
          var answer = OutgoingFrame(slot, limit: capabilities.maximumFrameSize)
          counters.count(answerEcho(packet, of: neighbor, in: frame, verified, &answer))
          return answer.settle()
        }
        if let socket = soleSocket(for: packet) {
          return receiveDatagram(
            packet, for: socket, of: neighbor, in: frame, verified, slot, handler)
        }
      }
    } else if !frame.destination.isGroup {
      return drop(slot, .frameNotForUs)
    } else if let outcome = noiseOutcome(of: frame) {
      return drop(slot, outcome)
    }
    guard !frame.source.isGroup else { return drop(slot, .frameSourceIsGroup) }
    // Not a switch, which would swap the type before it is compared.
    if frame.type == .arp { return receiveARP(frame.payload, slot) }
    guard frame.type == .ipv4 else { return drop(slot, .etherTypeUnknown) }
    return receiveIPv4(frame, verified, slot, &reassembler, handler, packetHandler)
  }

  /// Counts what became of a frame that draws no answer.
  @inline(__always)
  mutating func drop(
    _ slot: consuming TransmitSlot, _ outcome: FrameOutcome
  ) -> TransmitReceipt {
    counters.count(outcome)
    return slot.discard()
  }
}

/// What an application does with a datagram inside `poll`.
public typealias DatagramHandler =
  (_ datagram: borrowing IncomingDatagram, _ slot: consuming PayloadSlot) -> PayloadReceipt
