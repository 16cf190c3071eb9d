/// What an interface is told at the start.
public struct InterfaceConfiguration: Sendable {
  /// Our address and the network it is in. Without one, nothing but ARP for other hosts' sake is
  /// heard and nothing is sent.
  public var subnet: IPv4Subnet?

  /// The router for everything outside the subnet (RFC 1122 §3.3.1).
  public var gateway: IPv4Address?

  /// The time to live of what we send (RFC 1122 §3.2.1.7), at least 1.
  public var timeToLive: UInt8 = 64

  /// Where all random choices come from; see `RandomSource`.
  public var seed: UInt64 = 0

  /// The most frames that one `poll` takes in, so that a flood can't keep it from returning.
  public var ingressBudget: Int = 16

  public init(subnet: IPv4Subnet?, gateway: IPv4Address? = nil) {
    self.subnet = subnet
    self.gateway = gateway
  }
}
