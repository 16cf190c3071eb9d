/// How the PHY's registers are reached (RM0090 §33.4.1, IEEE 802.3 clause 22).
struct ManagementInterface {
  let phyAddress: UInt32
  /// MACMIIAR.CR.
  var clockRange: UInt32 = 0

  init(phyAddress: UInt32) {
    self.phyAddress = phyAddress & 0x1F
  }

  static var busy: UInt32 { 1 << 0 }
  static var write: UInt32 { 1 << 1 }

  func command(_ register: LAN8742ARegister) -> UInt32 {
    phyAddress << 11 | register.rawValue << 6 | clockRange << 2 | Self.busy
  }

  /// The divider that makes MDC at most 2.5 MHz (RM0090 §33.8.1); nil when HCLK is out of range,
  /// which begins at the 25 MHz that Ethernet needs.
  static func clockRange(_ megahertz: UInt32) -> UInt32? {
    switch megahertz {
    case 25..<35: 0b010
    case 35..<60: 0b011
    case 60..<100: 0b000
    case 100..<150: 0b001
    case 150...180: 0b100
    default: nil
    }
  }
}

/// Registers of the LAN8742A (its data sheet, §4.2).
enum LAN8742ARegister: UInt32 {
  case basicControl = 0
  case basicStatus = 1
  case identifier1 = 2
  case identifier2 = 3
  case advertisement = 4
  case partnerAbility = 5
  case specialStatus = 31
}

/// Bits of the PHY's registers.
enum LAN8742A {
  static var reset: UInt32 { 1 << 15 }
  static var loopback: UInt32 { 1 << 14 }
  static var fast: UInt32 { 1 << 13 }
  static var negotiate: UInt32 { 1 << 12 }
  static var restartNegotiation: UInt32 { 1 << 9 }
  static var fullDuplex: UInt32 { 1 << 8 }

  static var negotiationComplete: UInt32 { 1 << 5 }
  static var linked: UInt32 { 1 << 2 }

  /// IEEE 802.3 in the selector field, 10 and 100 Mbit/s, half and full duplex, and pause both ways
  /// or only towards us.
  static var advertised: UInt32 { asymmetricPause | pause | 0x01E1 }
  static var asymmetricPause: UInt32 { 1 << 11 }
  static var pause: UInt32 { 1 << 10 }

  /// The identifiers of any revision.
  static var identification: UInt32 { 0x0007_C130 }
}
