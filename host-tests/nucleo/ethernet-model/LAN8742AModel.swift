/// The LAN8742A, at MDIO address 0, with the cable that ends in it (LAN8742A data sheet §4).
public final class LAN8742AModel {
  public var identifier: UInt32 = 0x0007_C131
  public var address = 0
  /// How long negotiation or parallel detection takes.
  public var negotiationNanoseconds: UInt64 = 1_500_000_000

  /// What the cable leads to; nil while it is not plugged in. A change takes the link down, and
  /// negotiation brings it up again.
  public var partner: EthernetPartner? = EthernetPartner()

  var faults = EthernetFaults()

  public init() {}

  /// Whether frames pass.
  public var isLinked: Bool { false }
  public var isFast: Bool { false }
  public var isFullDuplex: Bool { false }
  /// Whether what is transmitted comes back instead of going out (BCR.LB).
  public var isInLoopback: Bool { false }
}
