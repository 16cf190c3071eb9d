/// Reaching a LAN9118 before there is a driver for it.
extension RegisterBus where Self: ~Copyable {
  /// Polls before a wait for reset, READY or the EEPROM gives up.
  ///
  /// A read takes the chip 45 ns at least (LAN9118 datasheet, "PIO Reads"), so this is 45 ms or
  /// more, where a reset is allowed 10 ms.
  private var resetPollLimit: Int { 1_000_000 }

  /// Polls before an access to a MAC register gives up: 450 µs or more, where the chip needs
  /// less than one.
  private var macPollLimit: Int { 10_000 }

  mutating func identifyLAN9118() throws(LAN9118Error) {
    let byteTest = load(LAN9118Register.byteTest)
    guard byteTest == 0x8765_4321 else { throw .noChip(found: byteTest) }
    try waitUntilReady()
    let identification = load(LAN9118Register.identification)
    guard (0x0115...0x0118).contains(identification >> 16) else {
      throw .unknownChip(identification: identification)
    }
  }

  /// Resets all but the PHY's link and waits for the EEPROM to be read.
  mutating func resetLAN9118() throws(LAN9118Error) {
    store(1, at: LAN9118Register.hardwareConfiguration)
    guard wait(resetPollLimit, until: LAN9118Register.hardwareConfiguration, 1, reads: 0) else {
      throw .resetTimeout
    }
    let resetTimedOut: UInt32 = 1 << 1
    guard load(LAN9118Register.hardwareConfiguration) & resetTimedOut == 0 else {
      throw .resetTimeout
    }
    try waitUntilReady()
    guard wait(resetPollLimit, until: LAN9118Register.eepromCommand, 1 << 31, reads: 0) else {
      throw .eepromBusy
    }
  }

  mutating func loadStationAddress() throws(LAN9118Error) -> [6 of UInt8] {
    let high = try loadMAC(.addressHigh)
    let low = try loadMAC(.addressLow)
    return [
      UInt8(truncatingIfNeeded: low), UInt8(truncatingIfNeeded: low >> 8),
      UInt8(truncatingIfNeeded: low >> 16), UInt8(truncatingIfNeeded: low >> 24),
      UInt8(truncatingIfNeeded: high), UInt8(truncatingIfNeeded: high >> 8),
    ]
  }

  mutating func loadMAC(_ register: MACRegister) throws(LAN9118Error) -> UInt32 {
    try commandMAC(0xC000_0000 | register.rawValue)
    return load(LAN9118Register.macData)
  }

  mutating func storeMAC(_ value: UInt32, at register: MACRegister) throws(LAN9118Error) {
    try waitForMAC()
    store(value, at: LAN9118Register.macData)
    try commandMAC(0x8000_0000 | register.rawValue)
  }

  private mutating func commandMAC(_ command: UInt32) throws(LAN9118Error) {
    try waitForMAC()
    store(command, at: LAN9118Register.macCommand)
    try waitForMAC()
  }

  private mutating func waitForMAC() throws(LAN9118Error) {
    guard wait(macPollLimit, until: LAN9118Register.macCommand, 1 << 31, reads: 0) else {
      throw .macBusy
    }
  }

  private mutating func waitUntilReady() throws(LAN9118Error) {
    guard wait(resetPollLimit, until: LAN9118Register.powerManagement, 1, reads: 1) else {
      throw .notReady
    }
  }

  /// - Returns: whether the masked bits read as wanted within `polls` reads.
  mutating func wait(_ polls: Int, until offset: Int, _ mask: UInt32, reads value: UInt32) -> Bool {
    for _ in 0..<polls where load(offset) & mask == value { return true }
    return false
  }
}
