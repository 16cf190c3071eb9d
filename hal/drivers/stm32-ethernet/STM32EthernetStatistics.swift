/// What the hardware of an STM32F4's Ethernet counts, in 64 bits, and what its driver recovered
/// from; beside `DeviceCounters`.
public struct STM32EthernetStatistics: Equatable, Sendable {
  /// The MAC's counters (RM0090 §33.4.10).
  public var sentGood: UInt64 = 0
  public var sentAfterOneCollision: UInt64 = 0
  public var sentAfterCollisions: UInt64 = 0
  public var receivedGoodUnicast: UInt64 = 0
  public var receivedCRCErrors: UInt64 = 0
  public var receivedAlignmentErrors: UInt64 = 0

  /// Frames missed for want of a receive descriptor (DMAMFBOCR.MFC).
  public var missedWithoutDescriptor: UInt64 = 0
  /// Frames missed because the receive FIFO was full, and runts (DMAMFBOCR.MFA).
  public var missedByFIFO: UInt64 = 0
  /// Times one of the two counters above ran over before it was read.
  public var missedCountsLost: UInt64 = 0

  /// Times the DMA took the last free receive descriptor.
  public var receiveBuffersUnavailable: UInt64 = 0
  /// Times the receive FIFO ran over.
  public var receiveOverflows: UInt64 = 0
  /// Frames of which only a part arrived.
  public var truncatedFrames: UInt64 = 0
  /// Frames of which the checksum engine says that a checksum is wrong. They are passed on.
  public var receiveChecksumFailures: UInt64 = 0

  public var transmitUnderflows: UInt64 = 0
  public var transmitJabbers: UInt64 = 0
  /// Frames that left without a checksum, which the engine could not fill in.
  public var transmitChecksumFailures: UInt64 = 0
  /// Times a descriptor did not come back in time.
  public var transmitTimeouts: UInt64 = 0

  /// Times the receiver kept a frame to itself and had to be reset.
  public var receiveTimeouts: UInt64 = 0
  /// Times a descriptor came back before its turn, and the MAC had to be reset.
  public var descriptorDisorders: UInt64 = 0

  public var fatalBusErrors: UInt64 = 0
  /// Times the DMA stopped by itself.
  public var enginesStopped: UInt64 = 0
  /// Resets of the MAC that did not end, for want of REF_CLK.
  public var failedResets: UInt64 = 0
  /// Looks at the PHY that nothing answered.
  public var phySilences: UInt64 = 0
  /// Accesses to the PHY that did not end.
  public var mdioTimeouts: UInt64 = 0

  public init() {}
}
