extension STM32ClockController where Bus: ~Copyable {
  /// Selects RMII and turns the MAC's clocks on, in the order that the manual wants (RM0090 §9.2.2,
  /// §33.4.4): the select while the MAC is in reset and without clocks.
  /// - Parameter selection: SYSCFG.
  public mutating func startEthernetClocks(selection: inout Bus) {
    enable(.systemConfiguration)
    disableEthernet()
    selection.store(selection.load(0x04) | 1 << 23, at: 0x04)
    // SYSCFG is on a slower bus than RCC: when this returns, the select has arrived.
    _ = selection.load(0x04)
    enable(.ethernet)
    releaseEthernet()
  }
}
