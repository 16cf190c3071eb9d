extension LAN9118Error {
  /// What is wrong, in words for a console.
  public var explanation: StaticString {
    switch self {
    case .noChip: "nothing answers at the chip's address"
    case .unknownChip: "the chip is not of the LAN9118 family"
    case .resetTimeout: "the chip does not come out of reset"
    case .notReady: "the chip does not get ready"
    case .eepromBusy: "the chip's EEPROM stays busy"
    case .macBusy: "the MAC's registers stay busy"
    case .miiBusy: "the PHY's registers stay busy"
    case .noPHY: "no PHY answers"
    case .noStationAddress: "there is no station address"
    }
  }
}
