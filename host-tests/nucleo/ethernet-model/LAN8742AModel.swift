/// The LAN8742A, at MDIO address 0, with the cable that ends in it (LAN8742A data sheet §4).
public final class LAN8742AModel {
  public var identifier: UInt32 = 0x0007_C131
  public var address = 0
  /// How long negotiation or parallel detection takes.
  public var negotiationNanoseconds: UInt64 = 1_500_000_000
  /// How long a soft reset takes; 0.5 s at most (IEEE 802.3 §22.2.4.1.1).
  public var resetNanoseconds: UInt64 = 2_000_000

  /// What the cable leads to; nil while it is not plugged in. A change takes the link down, and
  /// negotiation brings it up again.
  public var partner: EthernetPartner? = EthernetPartner() {
    didSet { if partner != oldValue { restart() } }
  }

  /// What register 4 offers.
  public var advertised: UInt16 { advertisement }

  /// How often negotiation was started.
  public private(set) var negotiations = 0

  var faults = EthernetFaults()

  private var now: UInt64 = 0
  private var control: UInt16 = 0x3000
  private var advertisement: UInt16 = 0x01E1
  private var others: [Int: UInt16] = [0x11: 0x0002, 0x12: 0x60E0, 0x1B: 0x0000]
  private var link: Link?
  private var linkDue: UInt64?
  private var resetDue: UInt64?
  private var lossIsLatched = true
  private var interruptSource: UInt16 = 0

  private struct Link {
    var isFast: Bool
    var isFullDuplex: Bool
    var isNegotiated: Bool
  }

  public init() { restart() }

  /// Whether frames pass.
  public var isLinked: Bool { link != nil && !isInLoopback && faults.hasPHY }
  /// The speed at which the RMII runs.
  public var isFast: Bool { isInLoopback ? control.has(13) : link?.isFast ?? true }
  public var isFullDuplex: Bool { isInLoopback ? control.has(8) : link?.isFullDuplex ?? true }
  /// Whether what is transmitted comes back instead of going out (BCR.LB).
  public var isInLoopback: Bool { control.has(14) }

  /// Brings the link up without waiting for negotiation to take its time.
  public func completeNegotiation() {
    guard linkDue != nil else { return }
    linkDue = nil
    connect()
  }

  var nextEvent: UInt64? {
    let due = [linkDue, faults.isPHYResetStuck ? nil : resetDue].compactMap { $0 }
    return due.min()
  }

  func advance(to time: UInt64) {
    now = time
    if let due = resetDue, due <= now, !faults.isPHYResetStuck {
      resetDue = nil
      control = 0x3000
      advertisement = 0x01E1
      restart()
    }
    if let due = linkDue, due <= now {
      linkDue = nil
      connect()
    }
  }

  func load(_ register: Int) -> UInt16 {
    switch register {
    case 0: return control
    case 1: return loadStatus()
    case 2: return UInt16(truncatingIfNeeded: identifier >> 16)
    case 3: return UInt16(truncatingIfNeeded: identifier)
    case 4: return advertisement
    case 5: return partnerAbility
    case 6: return partner?.ability != nil && link?.isNegotiated == true ? 3 : 2
    case 0x1D:
      defer { interruptSource = 0 }
      return interruptSource
    case 0x1F: return loadSpecialStatus()
    default: return others[register] ?? 0
    }
  }

  func store(_ value: UInt16, at register: Int) {
    switch register {
    case 0: storeControl(value)
    case 4: advertisement = value & 0x2FFF
    case 1, 2, 3, 5, 6, 0x1D, 0x1F: break
    default: others[register] = value
    }
  }

  private func storeControl(_ value: UInt16) {
    guard !value.has(15) else {
      control = value
      resetDue = now + resetNanoseconds
      drop()
      return
    }
    let before = control
    // RAN (9) clears itself.
    control = value & 0x7D80
    let restarts = value.has(9) && value.has(12)
    if restarts || (before ^ control) & 0x7900 != 0 { restart() }
  }

  private func restart() {
    drop()
    guard !control.has(11), !control.has(14), !control.has(15) else { return }
    if control.has(12) { negotiations += 1 }
    guard partner != nil else { return }
    linkDue = now + negotiationNanoseconds
  }

  private func drop() {
    if link != nil { interruptSource |= 1 << 4 }
    link = nil
    linkDue = nil
    lossIsLatched = true
  }

  private func connect() {
    guard let partner else { return }
    guard control.has(12) else {
      // Forced: the partner must run at the same speed; one that negotiates detects it.
      if partner.ability != nil || partner.isFast == control.has(13) {
        link = Link(
          isFast: control.has(13), isFullDuplex: control.has(8), isNegotiated: false)
      }
      return
    }
    interruptSource |= 1 << 6
    guard let ability = partner.ability else {
      // Parallel detection finds the speed and assumes half duplex (IEEE 802.3 §28.2.3.1).
      link = Link(isFast: partner.isFast, isFullDuplex: false, isNegotiated: false)
      return
    }
    // Priority resolution (IEEE 802.3 Annex 28B.3).
    let common = ability & advertisement
    if common.has(8) {
      link = Link(isFast: true, isFullDuplex: true, isNegotiated: true)
    } else if common.has(7) {
      link = Link(isFast: true, isFullDuplex: false, isNegotiated: true)
    } else if common.has(6) {
      link = Link(isFast: false, isFullDuplex: true, isNegotiated: true)
    } else if common.has(5) {
      link = Link(isFast: false, isFullDuplex: false, isNegotiated: true)
    }
  }

  /// The link bit stays low, once it was, until it is read.
  private func loadStatus() -> UInt16 {
    defer { if link != nil { lossIsLatched = false } }
    var status: UInt16 = 0x7809
    if link != nil, !lossIsLatched { status |= 1 << 2 }
    if link != nil, control.has(12) { status |= 1 << 5 }
    return status
  }

  private var partnerAbility: UInt16 {
    guard let link, let partner, control.has(12) else { return 0 }
    guard let ability = partner.ability else { return link.isFast ? 0x0081 : 0x0021 }
    return ability
  }

  private func loadSpecialStatus() -> UInt16 {
    guard let link else { return 0x0040 }
    let code: UInt16 = link.isFast ? 0x08 : 0x04
    return 0x0040 | (control.has(12) ? 1 << 12 : 0) | code | (link.isFullDuplex ? 0x10 : 0)
  }
}

extension UInt16 {
  func has(_ bit: Int) -> Bool { self & 1 << UInt16(bit) != 0 }
}
