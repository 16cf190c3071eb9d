/// The PHY inside the LAN9118, with the registers that QEMU has.
final class PHYModel {
  var identifier: (UInt16, UInt16) = (0x0007, 0xC0D1)
  var partnerAbility: UInt16 = 0x0F71
  /// When false, negotiation goes on for ever.
  var completesNegotiation = true
  /// When false, nothing comes back in loopback.
  var loopsBack = true

  private(set) var negotiations = 0
  private(set) var advertisement: UInt16 = 0x01E1
  private var control: UInt16 = 0x3000
  private var isPlugged = true
  private var lossIsLatched = false
  private var interruptSource: UInt16 = 0
  private var interruptMask: UInt16 = 0

  var interrupts: Bool { interruptSource & interruptMask != 0 }
  var isInLoopback: Bool { control & 1 << 14 != 0 }

  func cable(isPlugged: Bool) {
    self.isPlugged = isPlugged
    if !isPlugged { lossIsLatched = true }
    interruptSource |= isPlugged ? 0xC0 : 0x10
  }

  func load(_ register: Int) -> UInt16? {
    switch register {
    case 0: return control
    case 1: return loadStatus()
    case 2: return identifier.0
    case 3: return identifier.1
    case 4: return advertisement
    case 5: return partnerAbility
    case 6: return 1
    case 29:
      defer { interruptSource = 0 }
      return interruptSource
    case 30: return interruptMask
    default: return nil
    }
  }

  func store(_ value: UInt16, at register: Int) {
    switch register {
    case 0:
      control = value & 0x7980
      if value & 1 << 9 != 0 { negotiations += 1 }
    case 4: advertisement = value
    case 30: interruptMask = value & 0xFF
    default: break
    }
  }

  /// The link bit stays low, once it was, until it is read.
  private func loadStatus() -> UInt16 {
    defer { lossIsLatched = false }
    guard isPlugged else { return 0x7809 }
    var status: UInt16 = 0x7809
    if !lossIsLatched { status |= 1 << 2 }
    if completesNegotiation { status |= 1 << 5 }
    return status
  }
}
