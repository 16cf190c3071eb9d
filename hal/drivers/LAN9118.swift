public import Link

/// The SMSC LAN9118 Ethernet controller: FIFOs, MAC and PHY in one chip on a memory bus.
///
/// QEMU's mps2 boards have it. Its receive FIFO holds six frames of full length, about 0.7 ms at
/// 100 Mbit/s, so it is served by interrupt, and what waits is drained whenever the loop runs.
///
/// How the board's loop and the interrupt work together: the handler only disables its interrupt
/// in the NVIC and wakes the loop. The loop calls `receive` until it returns false, and
/// `updateLink` while `linkUpdateIsDue`; then it calls `rearmInterrupt`, and starts over if that
/// returns true. Once it returns false the loop enables the interrupt in the NVIC and sleeps:
/// whatever came after the acknowledgement has raised the interrupt line again.
///
/// A transmitted frame enters the counters when the chip reports its fate, which the driver reads
/// before the next transmission or in `rearmInterrupt`.
public struct LAN9118<Bus: RegisterBus & ~Copyable>: ~Copyable, LinkDevice {
  public private(set) var hardwareAddress: [6 of UInt8]
  public internal(set) var linkState = LinkState.down
  public internal(set) var counters = DeviceCounters()

  /// Whether the PHY has reported a change since the last `updateLink`.
  public internal(set) var linkUpdateIsDue = false

  /// False when even a reset did not bring the chip back; each `updateLink` tries again.
  public internal(set) var isOperational = true

  var bus: Bus
  var received = FrameBuffer()
  var transmitted = FrameBuffer()
  var enabledInterrupts: LAN9118Interrupts = []
  var isPromiscuous = false
  /// How many addresses were joined in each bucket of the multicast hash.
  var bucketUses = InlineArray<64, UInt8>(repeating: 0)
  var refusals: UInt32 = 0
  var residue = ReceiveResidue()

  /// A driver that has started; see `start(address:)`.
  public init(bus: consuming Bus, address: [6 of UInt8]? = nil) throws(LAN9118Error) {
    self.init(unstarted: bus)
    try start(address: address)
  }

  /// A driver that has not touched its chip yet. Nothing may be asked of it until `start`.
  public init(unstarted bus: consuming Bus) {
    self.bus = bus
    hardwareAddress = [0, 0, 0, 0, 0, 0]
  }

  /// Resets the chip and brings it into service, its interrupts still off.
  ///
  /// The link comes up later, when the PHY has negotiated: `updateLink` tells.
  /// - Parameter address: the station address; when nil, the one that the chip loaded from its
  ///   EEPROM (in QEMU, the `mac=` of the network card).
  public mutating func start(address: [6 of UInt8]? = nil) throws(LAN9118Error) {
    try bus.identifyLAN9118()
    try bus.resetLAN9118()
    if let address {
      hardwareAddress = address
    } else {
      hardwareAddress = try bus.loadStationAddress()
    }
    guard hardwareAddress.isStation else { throw .noStationAddress }
    try configure()
    try startPHY()
    linkState = try readLinkState()
    try applyMACControl()
  }

  public var capabilities: DeviceCapabilities { DeviceCapabilities() }
}
