/// What a device has seen. Counters wrap at 2³², as an SNMP Counter32 does.
public struct DeviceCounters: Equatable, Sendable {
  public var receivedFrames: UInt32 = 0
  public var receivedBytes: UInt32 = 0
  public var transmittedFrames: UInt32 = 0
  public var transmittedBytes: UInt32 = 0

  /// Frames that the device received and did not pass on, by reason.
  public var receiveCRCErrors: UInt32 = 0
  public var receiveLengthErrors: UInt32 = 0
  public var receiveRunts: UInt32 = 0
  public var receiveTooLong: UInt32 = 0
  public var receiveCollisions: UInt32 = 0
  public var receiveMediumErrors: UInt32 = 0
  public var receiveOverruns: UInt32 = 0
  public var receiveWatchdogTimeouts: UInt32 = 0

  /// Frames that the stack sent and the medium did not take, by reason.
  public var transmitNoCarrier: UInt32 = 0
  public var transmitLateCollisions: UInt32 = 0
  public var transmitExcessiveCollisions: UInt32 = 0
  public var transmitExcessiveDeferrals: UInt32 = 0
  public var transmitErrors: UInt32 = 0
  /// Frames discarded because the link was down.
  public var transmitLinkDown: UInt32 = 0
  /// Refused for want of room in the device.
  public var transmitNoRoom: UInt32 = 0

  public var linkChanges: UInt32 = 0
  /// Times the device had to be brought back from a state it should never be in.
  public var recoveries: UInt32 = 0

  public init() {}
}
