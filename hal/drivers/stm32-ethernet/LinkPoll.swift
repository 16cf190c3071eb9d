import Link

/// Where the driver is in its look at the PHY. Each step begins an access over MDIO, which takes
/// 40 µs, and a later call picks its result up.
struct LinkPoll {
  enum Step {
    case idle
    /// Reads what the link bit has latched.
    case latchedStatus
    case status
    case specialStatus
    case partnerAbility
  }

  var step = Step.idle
  /// When the next look is due.
  var nextTime: UInt64 = 0
  /// When the access under way began.
  var accessTime: UInt64 = 0
  var specialStatus: UInt32 = 0
}

/// What the PHY agreed upon with its partner.
struct NegotiatedLink {
  let state: LinkState
  /// In bits of MACFCR.
  let flowControl: UInt32

  static var down: NegotiatedLink { NegotiatedLink(state: .down, flowControl: 0) }

  private init(state: LinkState, flowControl: UInt32) {
    self.state = state
    self.flowControl = flowControl
  }

  /// - Parameters:
  ///   - specialStatus: PHYSCSR, which knows the result of parallel detection too.
  ///   - partnerAbility: ANLPAR.
  init(specialStatus: UInt32, partnerAbility: UInt32) {
    guard specialStatus != 0xFFFF, partnerAbility != 0xFFFF else {
      self = .down
      return
    }
    state =
      Self.state(specialStatus: specialStatus)
      ?? Self.state(common: LAN8742A.advertised & partnerAbility)
    guard case .up(_, .full) = state else {
      flowControl = 0
      return
    }
    flowControl = Self.flowControl(partnerAbility)
  }

  /// HCDSPEED, once AUTODONE is set.
  private static func state(specialStatus: UInt32) -> LinkState? {
    guard specialStatus & 1 << 12 != 0 else { return nil }
    switch specialStatus >> 2 & 7 {
    case 0b001: return .up(.megabits10, .half)
    case 0b101: return .up(.megabits10, .full)
    case 0b010: return .up(.megabits100, .half)
    case 0b110: return .up(.megabits100, .full)
    default: return nil
    }
  }

  /// The best that both sides can do (IEEE 802.3 Annex 28B.3). Without anything in common the link was
  /// lost since BMSR told of it: parallel detection fills in the partner's abilities too
  /// (§28.2.3.1).
  private static func state(common: UInt32) -> LinkState {
    if common & 1 << 8 != 0 { return .up(.megabits100, .full) }
    if common & 1 << 7 != 0 { return .up(.megabits100, .half) }
    if common & 1 << 6 != 0 { return .up(.megabits10, .full) }
    if common & 1 << 5 != 0 { return .up(.megabits10, .half) }
    return .down
  }

  /// IEEE 802.3 Annex 28B, table "Pause resolution", for a station that offers both bits.
  private static func flowControl(_ partnerAbility: UInt32) -> UInt32 {
    if partnerAbility & LAN8742A.pause != 0 {
      return ETHFlowControl.pauseTime | ETHFlowControl.obeys | ETHFlowControl.sends
    }
    return partnerAbility & LAN8742A.asymmetricPause != 0 ? ETHFlowControl.obeys : 0
  }
}
