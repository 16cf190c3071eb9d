import Link

/// What the DMA wrote into a receive descriptor (RM0090 §33.6.8, enhanced format).
struct ReceiveDescriptor {
  /// RDES0.
  let status: UInt32

  static var own: UInt32 { 1 << 31 }
  /// RDES1: the next descriptor's address is in RDES3.
  static var chained: UInt32 { 1 << 14 }

  var isOwnedByDMA: Bool { has(31) }
  var isFirst: Bool { has(9) }
  var isLast: Bool { has(8) }
  /// RDES4 is valid.
  var hasExtendedStatus: Bool { has(0) }

  /// The length in bytes with the frame check sequence; valid in the last descriptor.
  var length: Int { Int(status >> 16 & 0x3FFF) }

  /// DE or OE: a part of the frame is missing, for want of a descriptor or of room in the FIFO.
  var isCut: Bool { has(15) && (has(14) || has(11)) }

  /// ES: something is wrong, be it with a checksum only.
  var isError: Bool { has(15) }

  /// Why the frame is bad; nil for a good one, and for one whose bits do not say what is wrong,
  /// as with one of which only the checksum engine complains.
  ///
  /// A frame has one reason though it may show several bits: the one that explains the others.
  var fault: ReceiveFault? {
    guard has(15) else { return nil }
    if has(4) { return .watchdogTimeout }
    if has(6) { return .collision }
    if has(1) { return .crc }
    if has(3) { return .medium }
    if has(12) { return .length }
    return nil
  }

  private func has(_ bit: UInt32) -> Bool { status & 1 << bit != 0 }
}

/// RDES4: what the checksum engine found.
struct ReceiveVerdict {
  let rawValue: UInt32

  /// Whether a checksum was found to be wrong.
  var isFailure: Bool { has(4) || has(3) }

  /// The checksums that are known to be correct: of a packet that the engine took for IPv4, did
  /// not bypass, and found nothing wrong with. It sums no fragments, and names no type then.
  var verifiedChecksums: ChecksumSet {
    let isIPv4 = has(6)
    let isBypassed = has(5)
    guard isIPv4, !isBypassed, !has(3) else { return ChecksumSet(rawValue: 0) }
    guard !has(4) else { return .ipv4Header }
    switch rawValue & 7 {
    case 1: return .ipv4Header.union(.udp)
    case 3: return .ipv4Header.union(.icmpv4)
    default: return .ipv4Header
    }
  }

  private func has(_ bit: UInt32) -> Bool { rawValue & 1 << bit != 0 }
}
