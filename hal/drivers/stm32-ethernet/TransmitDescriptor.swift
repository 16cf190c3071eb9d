import Link

/// What the DMA wrote into a transmit descriptor (RM0090 §33.6.7, enhanced format).
struct TransmitDescriptor {
  /// TDES0.
  let status: UInt32

  static var own: UInt32 { 1 << 31 }
  /// IC: set TS when the frame is gone.
  static var interrupt: UInt32 { 1 << 30 }
  /// LS and FS.
  static var wholeFrame: UInt32 { 1 << 29 | 1 << 28 }
  static var chained: UInt32 { 1 << 20 }

  var isOwnedByDMA: Bool { has(31) }
  var isError: Bool { has(15) }
  var isJabber: Bool { has(14) }
  var isLostCarrier: Bool { has(11) }
  var isNoCarrier: Bool { has(10) }
  var isLateCollision: Bool { has(9) }
  var isExcessiveCollisions: Bool { has(8) }
  var isExcessiveDeferral: Bool { has(2) }
  var isUnderflow: Bool { has(1) }
  /// IHE or IPE: the engine left a checksum out.
  var isChecksumFailure: Bool { has(16) || has(12) }

  private func has(_ bit: UInt32) -> Bool { status & 1 << bit != 0 }
}

extension DeviceCounters {
  /// Counts a frame once: as transmitted, or under the reason that explains the others.
  mutating func count(_ descriptor: TransmitDescriptor, length: UInt32) {
    guard descriptor.isError else {
      transmittedFrames &+= 1
      transmittedBytes &+= length
      return
    }
    if descriptor.isLateCollision {
      transmitLateCollisions &+= 1
    } else if descriptor.isExcessiveCollisions {
      transmitExcessiveCollisions &+= 1
    } else if descriptor.isExcessiveDeferral {
      transmitExcessiveDeferrals &+= 1
    } else if descriptor.isNoCarrier || descriptor.isLostCarrier {
      transmitNoCarrier &+= 1
    } else {
      transmitErrors &+= 1
    }
  }
}
