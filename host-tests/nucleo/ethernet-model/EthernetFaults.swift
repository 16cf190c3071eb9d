/// What is broken. Everything works at first; faults may be set and taken back at any time.
public struct EthernetFaults: Sendable {
  /// False: the PHY gives no 50 MHz. Nothing comes in, nothing leaves, and a software reset of the
  /// DMA never ends.
  public var hasReferenceClock = true
  /// False: nobody answers on MDIO, and every register reads 0xFFFF.
  public var hasPHY = true
  /// MACMIIAR.MB never clears.
  public var isMDIOStuck = false
  /// BMCR.RST of the PHY never clears.
  public var isPHYResetStuck = false
  /// Transmit descriptors are fetched, and nothing leaves.
  public var isTransmitStuck = false
  /// Received frames pile up in the FIFO, and no descriptor comes back, until a software reset.
  public var receiverHang: ReceiverHang?
  /// How many of the next descriptors are closed with OWN set, as if they had not been.
  public var keptReceiveDescriptors = 0
  public var keptTransmitDescriptors = 0
  /// ST and SR are cleared, and the engines run on.
  public var doesNotStop = false
  /// The next frame that is transmitted takes too long, and the jabber timer stops the engine.
  public var jabbersNextTransmission = false
  /// The next bus access of the DMA of this kind is answered with an error, once.
  public var nextBusError: EthernetBusError?
  /// A write that follows one to the same register too closely is kept, shown when read back, and
  /// without effect (ES0206, "Successive write operations to the same register might not be fully
  /// taken into account"). Off: it is a violation.
  public var losesSuccessiveWrites = false
  /// The next frame that is transmitted underflows the FIFO, once.
  public var underflowsNextTransmission = false
  /// The next transmitted frame ends with these bits of TDES0 (beside ES), once.
  public var nextTransmitError: UInt32 = 0
  /// The checksum engine does nothing to frames that go out, and says nothing.
  public var bypassesTransmitChecksums = false
  /// What PHY and MAC loop back is lost on the way.
  public var losesLoopback = false

  public init() {}

  var transmitsNothing: Bool { isTransmitStuck || !hasReferenceClock }
}

/// What DMASR.RPS tells of a receiver that hangs.
public enum ReceiverHang: Sendable, CaseIterable {
  /// That it waits for a frame.
  case waiting
  /// That it writes one to memory.
  case transferring
}

/// Which access of the DMA a bus error hits (RM0090 §33.8, ETH_DMASR.EBS).
public enum EthernetBusError: Sendable, CaseIterable {
  case transmitDescriptor
  case transmitBuffer
  case receiveDescriptor
  case receiveBuffer
}

/// How a frame comes in damaged.
public enum EthernetDamage: Sendable, CaseIterable {
  /// Its frame check sequence is wrong.
  case crc
  /// It ends within an octet, and its check fails with it.
  case alignment
  /// The 2 KB receive FIFO is full when it comes.
  case overflow
  /// The FIFO fills up within it: its first descriptor is closed with FS and without LS.
  case truncation
  /// The PHY signals an error within it.
  case medium
  /// A collision after the first 64 bytes.
  case lateCollision
  /// Longer than 2048 bytes: the watchdog cuts it off.
  case watchdog
}
