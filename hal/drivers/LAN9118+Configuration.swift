import Link

extension LAN9118 where Bus: ~Copyable {
  /// Writes every setting that a reset loses, but those of the PHY.
  mutating func configure() throws(LAN9118Error) {
    // Store and forward, which the datasheet demands, and 5 KB of the FIFOs for transmission.
    // QEMU does not store these bits: reading them back proves nothing.
    bus.store(0x0015_0000, at: LAN9118Register.hardwareConfiguration)
    // Linux's flow control levels; pause frames stay off, for they are not negotiated.
    bus.store(0x006E_3740, at: LAN9118Register.automaticFlowControl)
    // The three LEDs, push-pull.
    bus.store(0x7007_0000, at: LAN9118Register.gpioConfiguration)
    // Enabled, active high, push-pull. At reset the line is active low: with an NVIC that expects
    // it high it would interrupt for ever.
    bus.store(0x0000_0111, at: LAN9118Register.interruptConfiguration)
    bus.store(enabledInterrupts.rawValue, at: LAN9118Register.interruptEnable)
    bus.store(0xFFFF_FFFF, at: LAN9118Register.interruptStatus)
    // RSFL for any frame: level 0. The level for room in the transmit FIFO is that of reset.
    bus.store(0x4800_0000, at: LAN9118Register.fifoInterrupt)
    // RXDOFF: frames start at FrameBuffer.offset.
    bus.store(UInt32(FrameBuffer.offset) << 8, at: LAN9118Register.receiveConfiguration)
    // TX_ON.
    bus.store(1 << 1, at: LAN9118Register.transmitConfiguration)
    try storeStationAddress()
    try applyMACControl()
    residue = ReceiveResidue()
    refusals = 0
  }

  /// Brings the chip back from a state that it should not be in: resets it and sets it up anew.
  /// Frames in its FIFOs are lost.
  // Rare, and asked for in many places.
  @inline(never)
  mutating func recover() {
    counters.recoveries &+= 1
    do throws(LAN9118Error) {
      try bus.resetLAN9118()
      try configure()
      try restorePHY()
      isOperational = true
    } catch {
      isOperational = false
      changeLink(to: .down)
    }
  }

  private mutating func storeStationAddress() throws(LAN9118Error) {
    let address = hardwareAddress
    let high = UInt32(address[5]) << 8 | UInt32(address[4])
    let low =
      UInt32(address[3]) << 24 | UInt32(address[2]) << 16 | UInt32(address[1]) << 8
      | UInt32(address[0])
    try bus.storeMAC(high, at: .addressHigh)
    try bus.storeMAC(low, at: .addressLow)
  }
}
