extension EthernetModel {
  /// MDIO (RM0090 §33.4.1): 32 bits of preamble and 32 of frame at MDC.
  func startManagement(_ value: UInt32) {
    if shown[Offset.macmiiar]?.has(0) == true {
      violate("MACMIIAR", "written while MB is set (RM0090 §33.8.1)")
      return
    }
    shown[Offset.macmiiar] = value & 0xFFDF
    guard value.has(0) else { return }
    guard let divider = Self.divider(value >> 2 & 7, hclkMegahertz) else {
      violate("MACMIIAR", "CR does not fit HCLK of \(hclkMegahertz) MHz: MDC is out of range")
      return
    }
    guard !faults.isMDIOStuck else { return }
    managementDue = nanoseconds + UInt64(64 * divider * 1000 / hclkMegahertz)
  }

  func completeManagement() {
    managementDue = nil
    let command = shown[Offset.macmiiar] ?? 0
    let register = Int(command >> 6 & 0x1F)
    let isAnswered = faults.hasPHY && Int(command >> 11) == phy.address
    if command.has(1) {
      if isAnswered {
        phy.store(UInt16(truncatingIfNeeded: shown[Offset.macmiidr] ?? 0), at: register)
      }
    } else {
      // Nobody drives MDIO: the pull-up does.
      shown[Offset.macmiidr] = isAnswered ? UInt32(phy.load(register)) : 0xFFFF
    }
    shown[Offset.macmiiar] = command & ~1
  }

  /// RM0090 §33.8.1, MACMIIAR.CR.
  private static func divider(_ code: UInt32, _ hclk: UInt32) -> UInt32? {
    switch code {
    case 0 where (60...100).contains(hclk): 42
    case 1 where (100...150).contains(hclk): 62
    case 2 where (20...35).contains(hclk): 16
    case 3 where (35...60).contains(hclk): 26
    case 4 where (150...180).contains(hclk): 102
    default: nil
    }
  }
}
