import Link

/// What the LAN9118 says about one transmitted frame (LAN9118 datasheet, "TX Status Format").
struct TransmitStatus {
  let rawValue: UInt32

  /// The tag of frames that are not traffic.
  static var testTag: UInt32 { 0 }

  /// The tag from the frame's command word, where the driver puts the frame's length.
  var tag: UInt32 { rawValue >> 16 }

  var isError: Bool { has(15) }
  var lostCarrier: Bool { has(11) }
  var noCarrier: Bool { has(10) }
  var lateCollision: Bool { has(9) }
  var excessiveCollisions: Bool { has(8) }
  var excessiveDeferral: Bool { has(2) }

  private func has(_ bit: UInt32) -> Bool { rawValue & 1 << bit != 0 }
}

extension DeviceCounters {
  /// Counts a frame once: as transmitted, or under the reason that explains the others.
  mutating func count(_ status: TransmitStatus) {
    guard status.tag != TransmitStatus.testTag else { return }
    guard status.isError else {
      transmittedFrames &+= 1
      transmittedBytes &+= status.tag
      return
    }
    if status.lateCollision {
      transmitLateCollisions &+= 1
    } else if status.excessiveCollisions {
      transmitExcessiveCollisions &+= 1
    } else if status.excessiveDeferral {
      transmitExcessiveDeferrals &+= 1
    } else if status.noCarrier || status.lostCarrier {
      transmitNoCarrier &+= 1
    } else {
      transmitErrors &+= 1
    }
  }
}
