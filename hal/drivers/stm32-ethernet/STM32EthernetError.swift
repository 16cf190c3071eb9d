/// Why the Ethernet of an STM32F4 could not be brought into service.
public enum STM32EthernetError: Error, Equatable, Sendable {
  /// MACCR does not read its reset value: the MAC has no clocks (RCC_AHB1ENR) or is in reset.
  case noMAC(found: UInt32)
  /// The DMA's software reset does not end: REF_CLK does not reach the MAC, or SYSCFG_PMC selects
  /// MII.
  case noReferenceClock
  /// No divider makes MDC of this HCLK, or HCLK is too slow for Ethernet: it must be 25…180 MHz.
  case clockOutOfRange(megahertz: UInt32)
  /// The memory is too small, not aligned, or lies where the DMA does not reach.
  case memoryOutOfReach(address: UInt32, byteCount: Int)
  /// An access to a PHY register did not end.
  case mdioTimeout
  /// Nothing answers at the PHY's address.
  case noPHY
  /// Another PHY than a LAN8742A answers.
  case unknownPHY(identification: UInt32)
  /// The PHY does not come out of its reset.
  case phyResetTimeout
  /// The station address is that of a group, or zero.
  case noStationAddress
}
