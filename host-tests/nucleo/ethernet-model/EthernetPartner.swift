/// What is at the other end of the cable.
public struct EthernetPartner: Equatable, Sendable {
  /// The link code word in the layout of register 5 (IEEE 802.3 Annex 28B); nil when the partner
  /// does not negotiate.
  public var ability: UInt16?
  /// The partner's fixed speed, where it does not negotiate.
  public var isFast: Bool
  /// The partner's fixed duplex, where it does not negotiate. The PHY can't know it.
  public var isFullDuplex: Bool

  /// A partner that negotiates.
  public init(ability: UInt16 = 0x4DE1) {
    self.ability = ability
    isFast = ability & 0x0180 != 0
    isFullDuplex = ability & 0x0140 != 0
  }

  /// A partner that does not negotiate.
  public init(isFast: Bool, isFullDuplex: Bool = false) {
    ability = nil
    self.isFast = isFast
    self.isFullDuplex = isFullDuplex
  }
}
