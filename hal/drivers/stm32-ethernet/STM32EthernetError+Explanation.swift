extension STM32EthernetError {
  /// What is wrong, in words for a console.
  public var explanation: StaticString {
    switch self {
    case .noMAC: "the MAC has no clocks or is in reset"
    case .noReferenceClock: "no REF_CLK from the PHY reaches the MAC, or RMII is not selected"
    case .clockOutOfRange: "HCLK is out of the range for Ethernet"
    case .memoryOutOfReach: "the DMA does not reach the memory for its frames"
    case .mdioTimeout: "the PHY's registers stay busy"
    case .noPHY: "no PHY answers"
    case .unknownPHY: "the PHY is no LAN8742A"
    case .phyResetTimeout: "the PHY does not come out of reset"
    case .noStationAddress: "there is no station address"
    }
  }
}
