public import Link

extension LAN9118 where Bus: ~Copyable {
  /// Looks at the PHY, sets the MAC to the duplex that was negotiated, and, should the chip have
  /// failed, tries to bring it back.
  ///
  /// Call it when `linkUpdateIsDue` and now and then besides, a second apart or so.
  /// - Returns: the state of the link, if it has changed.
  public mutating func updateLink() -> LinkState? {
    linkUpdateIsDue = false
    let previous = linkState
    if !isOperational { recover() }
    guard isOperational else { return linkState == previous ? nil : linkState }
    do throws(LAN9118Error) {
      // Reading clears it, so what happens from here on interrupts anew.
      _ = try loadPHY(.interruptSource)
      let current = try readLinkState()
      if current != linkState {
        changeLink(to: current)
        try applyMACControl()
      }
    } catch {
      changeLink(to: .down)
      recover()
    }
    return linkState == previous ? nil : linkState
  }

  mutating func changeLink(to state: LinkState) {
    guard state != linkState else { return }
    linkState = state
    counters.linkChanges &+= 1
  }

  /// Starts autonegotiation of all that the PHY can do.
  mutating func startPHY() throws(LAN9118Error) {
    let identifier = (try loadPHY(.identifier1), try loadPHY(.identifier2))
    guard identifier != (0xFFFF, 0xFFFF), identifier != (0, 0) else { throw .noPHY }
    try startNegotiation()
    try enablePHYInterrupts()
  }

  /// After a reset of the chip, which resets the PHY too in QEMU but not in silicon: renegotiates
  /// only if the PHY needs it, because that takes the link down for seconds.
  mutating func restorePHY() throws(LAN9118Error) {
    let control = try loadPHY(.control)
    let loopback: UInt32 = 1 << 14
    let negotiate: UInt32 = 1 << 12
    if control & (loopback | negotiate) != negotiate { try startNegotiation() }
    try enablePHYInterrupts()
  }

  mutating func startNegotiation() throws(LAN9118Error) {
    // IEEE 802.3 in the selector field, 10 and 100 Mbit/s, half and full duplex.
    try storePHY(0x01E1, at: .advertisement)
    // Autonegotiation on, and restarted.
    try storePHY(1 << 12 | 1 << 9, at: .control)
  }

  private mutating func enablePHYInterrupts() throws(LAN9118Error) {
    _ = try loadPHY(.interruptSource)
    // Autonegotiation complete, and link down.
    try storePHY(1 << 6 | 1 << 4, at: .interruptMask)
  }

  mutating func readLinkState() throws(LAN9118Error) -> LinkState {
    // The link bit latches a loss until it is read (IEEE 802.3 §22.2.4.2.13): the first read
    // tells of the past, the second of now.
    _ = try loadPHY(.status)
    let status = try loadPHY(.status)
    let linked: UInt32 = 1 << 2
    let negotiated: UInt32 = 1 << 5
    guard status & linked != 0, status & negotiated != 0 else { return .down }
    // The best that both sides can do (IEEE 802.3 Annex 28B.3).
    let common = try loadPHY(.advertisement) & loadPHY(.partnerAbility)
    if common & 1 << 8 != 0 { return .up(.megabits100, .full) }
    if common & 1 << 7 != 0 { return .up(.megabits100, .half) }
    if common & 1 << 6 != 0 { return .up(.megabits10, .full) }
    return .up(.megabits10, .half)
  }

  mutating func loadPHY(_ register: PHYRegister) throws(LAN9118Error) -> UInt32 {
    try accessPHY(register, write: false)
    return try bus.loadMAC(.miiData) & 0xFFFF
  }

  mutating func storePHY(_ value: UInt32, at register: PHYRegister) throws(LAN9118Error) {
    try waitForMII()
    try bus.storeMAC(value, at: .miiData)
    try accessPHY(register, write: true)
  }

  private mutating func accessPHY(_ register: PHYRegister, write: Bool) throws(LAN9118Error) {
    try waitForMII()
    let internalPHY: UInt32 = 1
    let access = internalPHY << 11 | register.rawValue << 6 | (write ? 1 << 1 : 0) | 1
    try bus.storeMAC(access, at: .miiAccess)
    try waitForMII()
  }

  /// An access takes 64 cycles of 2.5 MHz (IEEE 802.3 §22.2.4.5): 26 µs. A poll is at least three
  /// accesses to the chip of 45 ns, so this is 135 µs or more.
  private mutating func waitForMII() throws(LAN9118Error) {
    for _ in 0..<1000 where try bus.loadMAC(.miiAccess) & 1 == 0 { return }
    throw .miiBusy
  }
}
