/// What a device can do, fixed for its lifetime.
public struct DeviceCapabilities: Sendable {
  /// The longest frame in bytes, Ethernet header included and frame check sequence excluded.
  public var maximumFrameSize: Int

  /// The checksums that the device fills in when it transmits. The stack computes all others;
  /// this value is the only truth about who computes what.
  public var transmitChecksums: ChecksumSet

  public init(maximumFrameSize: Int = 1514, transmitChecksums: ChecksumSet = []) {
    self.maximumFrameSize = maximumFrameSize
    self.transmitChecksums = transmitChecksums
  }
}

/// The Internet checksums that a device may compute or verify.
public struct ChecksumSet: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let ipv4Header = ChecksumSet(rawValue: 1 << 0)
  public static let icmpv4 = ChecksumSet(rawValue: 1 << 1)
  /// A device that fills it in replaces whatever stands in the field but zero: that is a datagram
  /// without a checksum (RFC 768), which leaves as it is.
  public static let udp = ChecksumSet(rawValue: 1 << 2)
}
