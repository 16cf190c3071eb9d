/// What the LAN9118 says about one received frame (LAN9118 datasheet, "RX Status Format").
struct ReceiveStatus {
  let rawValue: UInt32

  /// The length in bytes with the frame check sequence; as the chip says, so not to be trusted.
  var length: Int { Int(rawValue >> 16 & 0x3FFF) }

  /// Why the frame is bad; nil for a good one.
  ///
  /// A frame has one reason though it may show several bits: the one that explains the others.
  /// What a collision or the watchdog cut off is also short and fails its check. A dribbling bit
  /// (2) alone leaves the frame valid.
  var fault: ReceiveFault? { rawValue & 0x98DA == 0 ? nil : reason }

  // Rare, and in the way of frames otherwise.
  @inline(never)
  private var reason: ReceiveFault? {
    if has(4) { return .watchdogTimeout }
    if has(6) { return .collision }
    if has(7) { return .tooLong }
    if has(11) { return .runt }
    if has(1) { return .crc }
    if has(3) { return .medium }
    if has(12) { return .length }
    if has(15) { return .medium }
    return nil
  }

  private func has(_ bit: UInt32) -> Bool { rawValue & 1 << bit != 0 }
}
