extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Identifies the PHY, resets it, and starts autonegotiation of all that it can do.
  mutating func startPHY() throws(STM32EthernetError) {
    let identifier = (try loadPHY(.identifier1), try loadPHY(.identifier2))
    guard identifier != (0xFFFF, 0xFFFF), identifier != (0, 0) else { throw .noPHY }
    let identification = identifier.0 << 16 | identifier.1
    guard identification & ~0xF == LAN8742A.identification else {
      throw .unknownPHY(identification: identification)
    }
    try resetPHY()
    try startNegotiation()
  }

  /// A reset takes 0.5 s at most (IEEE 802.3 §22.2.4.1.1). After power-up it is known to fail at
  /// times, so it is tried again.
  private mutating func resetPHY() throws(STM32EthernetError) {
    for _ in 0..<3 {
      try storePHY(LAN8742A.reset, at: .basicControl)
      for _ in 0..<500 {
        if try loadPHY(.basicControl) & LAN8742A.reset == 0 { return }
        pause(1000)
      }
      pause(100_000)
    }
    throw .phyResetTimeout
  }

  mutating func startNegotiation() throws(STM32EthernetError) {
    try storePHY(LAN8742A.advertised, at: .advertisement)
    try storePHY(LAN8742A.negotiate | LAN8742A.restartNegotiation, at: .basicControl)
    isPHYInLoopback = false
  }

  mutating func loadPHY(_ register: LAN8742ARegister) throws(STM32EthernetError) -> UInt32 {
    try waitForManagement()
    bus.store(management.command(register), at: ETHRegister.miiAddress)
    try waitForManagement()
    return bus.load(ETHRegister.miiData) & 0xFFFF
  }

  mutating func storePHY(_ value: UInt32, at register: LAN8742ARegister)
    throws(STM32EthernetError)
  {
    try waitForManagement()
    bus.store(value, at: ETHRegister.miiData)
    bus.store(
      management.command(register) | ManagementInterface.write, at: ETHRegister.miiAddress)
    try waitForManagement()
  }

  /// An access is 64 cycles of MDC, which is 1 MHz at least: 64 µs.
  private mutating func waitForManagement() throws(STM32EthernetError) {
    guard wait(1000, until: ETHRegister.miiAddress, ManagementInterface.busy, reads: 0) else {
      throw .mdioTimeout
    }
  }
}
