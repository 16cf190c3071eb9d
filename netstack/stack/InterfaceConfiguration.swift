/// What an interface is told at the start.
public struct InterfaceConfiguration: Sendable {
  /// Our address and the network it is in. Without one, nothing is taken in and nothing is sent.
  /// An address that no host can have is taken for none (RFC 1122 §3.2.1.3).
  public var subnet: IPv4Subnet?

  /// The router for everything outside the subnet (RFC 1122 §3.3.1). One that is not another host
  /// of the subnet can't be asked for its hardware address and is taken for none.
  public var gateway: IPv4Address?

  /// Whether an address is probed for before it is used, which takes 4 to 7 s (RFC 5227 §2.1).
  /// Without it the address is announced and used at once: for a link that nobody else chooses
  /// addresses on. Only an interface that detects address conflicts does either.
  public var probesAddresses = true

  /// What is done about another station that uses an address of ours (RFC 5227 §2.4).
  public var addressDefense = DefensePolicy.defendOnce

  /// The time to live of what we send (RFC 1122 §3.2.1.7), at least 1.
  public var timeToLive: UInt8 = 64

  /// Where all random choices come from; see `RandomSource`.
  public var seed: UInt64 = 0

  /// How many ICMP errors may be sent in a second, and how many at once after a pause: nobody may
  /// have us flood a third (RFC 1812 §4.3.2.8).
  public var icmpErrorsPerSecond: UInt32 = 100
  public var icmpErrorBurst: UInt32 = 20

  /// The most frames that one `poll` takes in, so that a flood can't keep it from returning.
  public var ingressBudget: Int = 16

  /// The most frames that one `poll` sends beside answers: requests, packets that were held,
  /// fragments and reports.
  public var egressBudget: Int = 16

  public init(subnet: IPv4Subnet?, gateway: IPv4Address? = nil) {
    self.subnet = subnet
    self.gateway = gateway
  }
}
