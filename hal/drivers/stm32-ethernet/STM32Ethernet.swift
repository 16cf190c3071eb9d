public import Link

/// The Ethernet of an STM32F4: MAC, DMA and a LAN8742A on RMII (RM0090 §33).
///
/// Frames are received in place and answers are built in place: what the stack reads and writes is
/// the DMA's own memory, lent while a descriptor is the processor's. The DMA gets its descriptor
/// back with every frame, good or bad.
///
/// What the board must have done before, in this order:
/// 1. The pins of RMII, MDC and MDIO on alternate function 11, at very high speed.
/// 2. SYSCFG's clock on; the MAC's clocks off and its reset (ETHMACRST) on.
/// 3. SYSCFG_PMC.MII_RMII_SEL set and read back: on a slow APB2 the select is otherwise still under
///    way when the MAC looks at it.
/// 4. ETHMACEN, ETHMACTXEN and ETHMACRXEN on and read back; the reset off.
/// 5. HCLK and the clock that is handed over running.
///
/// How the board's loop and the interrupt work together: the handler only disables its interrupt
/// in the NVIC and wakes the loop. The loop calls `receive` until it returns false, then
/// `updateLink` and `rearmInterrupt`, and starts over if the latter returns true. Once it returns
/// false the loop enables the interrupt in the NVIC and sleeps, a tenth of a second or so at most,
/// since the PHY has no interrupt: whatever came after the acknowledgement has raised the
/// interrupt again.
///
/// A transmitted frame enters the counters when its descriptor comes back, which the driver looks
/// for before the next transmission and in `rearmInterrupt`.
public struct STM32Ethernet<
  Bus: RegisterBus & ~Copyable, Memory: DMAMemory & ~Copyable, Clock: MicrosecondClock & ~Copyable,
  let receiveDescriptors: Int, let transmitDescriptors: Int
>: ~Copyable, LinkDevice {
  /// The memory that the driver needs: descriptors of 32 bytes and buffers of 1536. With eight
  /// each way 25 088 bytes. At least two descriptors each way.
  public static var memoryByteCount: Int {
    (receiveDescriptors + transmitDescriptors) * (Ring.descriptorSize + Ring.bufferSize)
  }

  /// Zeros until `start`.
  public private(set) var hardwareAddress: [6 of UInt8] = [0, 0, 0, 0, 0, 0]
  public internal(set) var linkState = LinkState.down
  public internal(set) var counters = DeviceCounters()

  /// What the hardware counts and what the driver recovered from. The hardware's own counters are
  /// added every tenth of a second, and so is their part of `counters`.
  public internal(set) var statistics = STM32EthernetStatistics()

  /// False when even a reset did not bring the MAC back; `updateLink` tries again every second.
  public internal(set) var isOperational = true

  var bus: Bus
  var memory: Memory
  var clock: Clock
  let usesChecksumOffload: Bool

  var shadow = ConfigurationShadow()
  var enabledInterrupts: UInt32 = 0
  var filter = AddressFilter()
  var management: ManagementInterface
  var poll = LinkPoll()
  /// Whether a self-test has the PHY loop back, or could not end that.
  var isPHYInLoopback = false
  /// The pause that the partner agreed to, in bits of MACFCR; none at half duplex.
  var flowControl: UInt32 = 0

  /// The receive descriptor that is looked at next.
  var received = 0
  /// Whether a frame has begun in an earlier descriptor.
  var isInsideFrame = false
  /// The transmit descriptor that is filled next, and how many before it are the DMA's or not yet
  /// looked at.
  var transmitted = 0
  var outstanding = 0
  /// Descriptors that came back, to see whether any do.
  var reclaimed: UInt32 = 0
  var watch = TransmitWatch()
  /// Receive descriptors that were given back, to see whether any are.
  var returned: UInt32 = 0
  var receiveWatch = ReceiveWatch()
  var retryTime: UInt64 = 0

  /// A driver that has started; see `start(address:megahertz:)`.
  public init(
    bus: consuming Bus, memory: consuming Memory, clock: consuming Clock, address: [6 of UInt8],
    megahertz: UInt32, phyAddress: UInt32 = 0, usesChecksumOffload: Bool = true
  ) throws(STM32EthernetError) {
    self.init(
      unstarted: bus, memory: memory, clock: clock, phyAddress: phyAddress,
      usesChecksumOffload: usesChecksumOffload)
    try start(address: address, megahertz: megahertz)
  }

  /// A driver that does nothing yet, and asks nothing of its hardware: a global one is built where
  /// it stays.
  /// - Parameters:
  ///   - bus: the registers from 0x40028000 on.
  ///   - memory: in SRAM1…3, aligned to four, at least `memoryByteCount` bytes.
  ///   - usesChecksumOffload: whether the MAC fills in and verifies checksums.
  public init(
    unstarted bus: consuming Bus, memory: consuming Memory, clock: consuming Clock,
    phyAddress: UInt32 = 0, usesChecksumOffload: Bool = true
  ) {
    self.bus = bus
    self.memory = memory
    self.clock = clock
    self.usesChecksumOffload = usesChecksumOffload
    management = ManagementInterface(phyAddress: phyAddress)
  }

  /// Resets MAC and PHY and brings them into service, interrupts still off. To be called once.
  ///
  /// The link comes up later, when the PHY has negotiated: `updateLink` tells.
  /// - Parameters:
  ///   - address: the station address.
  ///   - megahertz: HCLK, which MDC is divided from.
  public mutating func start(
    address: [6 of UInt8], megahertz: UInt32
  ) throws(STM32EthernetError) {
    hardwareAddress = address
    guard address.isStation else { throw .noStationAddress }
    guard let range = ManagementInterface.clockRange(megahertz) else {
      throw .clockOutOfRange(megahertz: megahertz)
    }
    management.clockRange = range
    guard isMemoryInReach else {
      throw .memoryOutOfReach(
        address: memory.busAddress, byteCount: memory.byteCount)
    }
    // A reset takes less than a millisecond with REF_CLK, and for ever without.
    guard resetDMA(within: 500_000) else { throw .noReferenceClock }
    let control = bus.load(ETHRegister.macControl)
    guard control == ETHControl.resetValue else { throw .noMAC(found: control) }
    try startPHY()
    configure()
    poll.nextTime = clock.now()
  }

  public var capabilities: DeviceCapabilities {
    guard usesChecksumOffload else { return DeviceCapabilities() }
    return DeviceCapabilities(transmitChecksums: .ipv4Header.union(.icmpv4).union(.udp))
  }

  /// SRAM1, 2 and 3 lie together; the DMA reaches neither CCM nor flash (RM0090 §2.1), and says so
  /// with a fatal bus error.
  private var isMemoryInReach: Bool {
    let first = memory.busAddress
    let end: UInt32 = 0x2003_0000
    guard first >= 0x2000_0000, first < end, first & 3 == 0 else { return false }
    return memory.byteCount >= Self.memoryByteCount
      && memory.byteCount <= Int(truncatingIfNeeded: end &- first)
  }
}

/// Eight descriptors of 1536 bytes each way.
public typealias STM32EthernetOfEight<
  Bus: RegisterBus & ~Copyable, Memory: DMAMemory & ~Copyable, Clock: MicrosecondClock & ~Copyable
> = STM32Ethernet<Bus, Memory, Clock, 8, 8>
