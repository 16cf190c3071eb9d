extension STM32ClockTree {
  /// RCC_PLLCFGR (RM0090 §6.3.2), with its reserved bits as they are after reset; nil without a PLL.
  public var pllConfiguration: UInt32? {
    guard let pll else { return nil }
    let source: UInt32 = self.source == .internal ? 0 : 1 << 22
    return 1 << 29 | (pll.peripheral & 0xF) << 24 | source | ((pll.system / 2 &- 1) & 0b11) << 16
      | (pll.multiplier & 0x1FF) << 6 | pll.input & 0x3F
  }

  /// The bus dividers of RCC_CFGR (RM0090 §6.3.3).
  public var busDividers: UInt32 {
    (Self.dividerCode(slowBusDivider) ?? 0) << 10 | (Self.dividerCode(fastBusDivider) ?? 0) << 13
  }

  /// SW of RCC_CFGR: which clock is the system's (RM0090 §6.3.3).
  public var systemClockSwitch: UInt32 {
    if pll != nil { return 0b10 }
    return source == .internal ? 0b00 : 0b01
  }
}
