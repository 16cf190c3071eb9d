/// An IPv4 host on one Ethernet link, apart from its device: ARP, IPv4, ICMP and UDP
/// (RFC 1122). `Interface` gives it frames and slots.
///
/// Frames come to it through `ReceivePath` one at a time; each ends in exactly one `FrameOutcome`.
/// Its answer, if any, is built in the slot that comes with it.
///
/// Every method is mutating, even one that only reads: Swift 6.3 copies the whole value, tables
/// and all, before it indexes an array in a borrowed one.
struct IPv4Host<
  Features: StackFeatures, let addressCapacity: Int, let neighborCapacity: Int,
  let heldCapacity: Int, let socketCapacity: Int, let rawSocketCapacity: Int,
  let groupCapacity: Int, let destinationCapacity: Int, let datagramCapacity: Int
>: ~Copyable {
  // What each packet needs comes first: a Cortex-M reaches 4 KB from one register. All is zero bits
  // until `start`, in an order that leaves hardly any padding: then a few calls clear all of it.

  /// As of the latest call from outside: one word to keep for all that a packet passes, instead of
  /// an argument of each.
  var now = Instant.start
  private(set) var hardwareAddress = MACAddress.zero
  /// As of the last poll.
  var isLinkUp = false
  /// Whether anything was done that may have changed what is due, and when. What familiar neighbors
  /// send has not.
  var isDisturbed = false
  /// The addresses that may be used now.
  var addresses = AddressTable<addressCapacity>()
  var counters = InterfaceCounters()
  var neighbors = NeighborCache<neighborCapacity>()
  private(set) var timeToLive: UInt8 = 0
  private var transmitChecksums = ChecksumSet(rawValue: 0)
  var sockets = UDPSocketTable<socketCapacity>()
  var identifications = IdentificationSource()
  private var maximumFrameSize = 0
  var random = RandomSource()
  var errorLimit = TokenBucket()
  var groups = GroupMembership<groupCapacity>()
  var rawSockets = RawSocketTable<rawSocketCapacity>()
  /// The addresses that were given, and whether others use them. Empty without conflict detection.
  var claims = AddressClaims<addressCapacity>()
  /// The source that sent last.
  var egressTurn = EgressSource.reassembly
  var destinations = DestinationCache<destinationCapacity>()
  var routes = RouteTable()
  var held = HeldPackets<heldCapacity>()
  var outgoing = FragmentQueue<datagramCapacity>()

  /// The device's, as of `start`.
  var capabilities: DeviceCapabilities {
    @inline(__always) get {
      DeviceCapabilities(
        maximumFrameSize: maximumFrameSize, transmitChecksums: transmitChecksums)
    }
  }

  /// A host that has not started: it has no address.
  init() {}

  // Into its only caller: what a configuration leaves as it is folds away there.
  @inline(__always)
  mutating func start(
    hardwareAddress: MACAddress, capabilities: DeviceCapabilities,
    configuration: InterfaceConfiguration
  ) {
    self.hardwareAddress = hardwareAddress
    maximumFrameSize = capabilities.maximumFrameSize
    transmitChecksums = capabilities.transmitChecksums
    isDisturbed = true
    timeToLive = max(1, configuration.timeToLive)
    if Features.detectsAddressConflicts {
      claims.start(
        policy: configuration.addressDefense, probesFirst: configuration.probesAddresses)
    }
    random = RandomSource(seed: configuration.seed)
    if usesFragmentPolicy() { identifications = IdentificationSource(random: &random) }
    let perSecond = min(configuration.icmpErrorsPerSecond, 1_000_000)
    errorLimit = TokenBucket(
      burst: perSecond == 0 ? 0 : configuration.icmpErrorBurst,
      interval: perSecond == 0 ? 0 : 1_000_000 / perSecond)
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
