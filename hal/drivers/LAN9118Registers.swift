/// Offsets of the directly addressed registers (LAN9118 datasheet, "System Control and
/// Status Registers").
enum LAN9118Register {
  /// The FIFOs' ports are eight registers each.
  static var receiveData: Int { 0x00 }
  static var transmitData: Int { 0x20 }
  static var receiveStatus: Int { 0x40 }
  static var transmitStatus: Int { 0x48 }
  static var identification: Int { 0x50 }
  static var interruptConfiguration: Int { 0x54 }
  static var interruptStatus: Int { 0x58 }
  static var interruptEnable: Int { 0x5C }
  static var byteTest: Int { 0x64 }
  static var fifoInterrupt: Int { 0x68 }
  static var receiveConfiguration: Int { 0x6C }
  static var transmitConfiguration: Int { 0x70 }
  static var hardwareConfiguration: Int { 0x74 }
  static var receiveFIFOLevel: Int { 0x7C }
  static var transmitFIFOLevel: Int { 0x80 }
  static var powerManagement: Int { 0x84 }
  static var gpioConfiguration: Int { 0x88 }
  static var droppedFrames: Int { 0xA0 }
  static var macCommand: Int { 0xA4 }
  static var macData: Int { 0xA8 }
  static var automaticFlowControl: Int { 0xAC }
  static var eepromCommand: Int { 0xB0 }
}

/// The MAC's registers, reached through MAC_CSR_CMD and MAC_CSR_DATA (LAN9118
/// datasheet, "MAC Control and Status Registers").
enum MACRegister: UInt32 {
  case control = 1
  case addressHigh = 2
  case addressLow = 3
  case hashHigh = 4
  case hashLow = 5
  case miiAccess = 6
  case miiData = 7
}

/// Bits of MAC_CR. Broadcast frames pass while BCAST (bit 11) is clear.
struct MACControl: OptionSet {
  let rawValue: UInt32

  static var receiverEnable: MACControl { MACControl(rawValue: 1 << 2) }
  static var transmitterEnable: MACControl { MACControl(rawValue: 1 << 3) }
  /// Multicast by hash, unicast by exact match.
  static var hashMulticast: MACControl { MACControl(rawValue: 1 << 13) }
  static var promiscuous: MACControl { MACControl(rawValue: 1 << 18) }
  static var fullDuplex: MACControl { MACControl(rawValue: 1 << 20) }
  /// Half duplex: do not receive what is being sent.
  static var disableReceiveOwn: MACControl { MACControl(rawValue: 1 << 23) }
}

/// The PHY's registers: IEEE 802.3 clause 22.2.4, and 29 and 30 of the vendor's. Others are not
/// read: QEMU has no others.
enum PHYRegister: UInt32 {
  case control = 0
  case status = 1
  case identifier1 = 2
  case identifier2 = 3
  case advertisement = 4
  case partnerAbility = 5
  case interruptSource = 29
  case interruptMask = 30
}

/// Bits of INT_STS and INT_EN.
struct LAN9118Interrupts: OptionSet {
  let rawValue: UInt32

  /// More frames wait than FIFO_INT's level.
  static var receiveStatusLevel: LAN9118Interrupts { LAN9118Interrupts(rawValue: 1 << 3) }
  static var transmitterError: LAN9118Interrupts { LAN9118Interrupts(rawValue: 1 << 13) }
  static var receiverError: LAN9118Interrupts { LAN9118Interrupts(rawValue: 1 << 14) }
  static var phy: LAN9118Interrupts { LAN9118Interrupts(rawValue: 1 << 18) }
  static var receiverStopped: LAN9118Interrupts { LAN9118Interrupts(rawValue: 1 << 24) }

  /// What wakes the loop. No literal of an array: it can leave an allocation in the image.
  static var used: LAN9118Interrupts { receiveStatusLevel.union(errors).union(phy) }

  static var errors: LAN9118Interrupts { transmitterError.union(receiverError) }
}

/// RX_FIFO_INF: what waits in the receive FIFOs.
struct ReceiveFIFOLevel {
  let rawValue: UInt32

  var frames: Int { Int(rawValue >> 16 & 0xFF) }
  var bytes: Int { Int(rawValue & 0xFFFF) }
}

/// TX_FIFO_INF: statuses to be read and room for data.
struct TransmitFIFOLevel {
  let rawValue: UInt32

  var statuses: Int { Int(rawValue >> 16 & 0xFF) }
  var freeBytes: Int { Int(rawValue & 0xFFFF) }
}
