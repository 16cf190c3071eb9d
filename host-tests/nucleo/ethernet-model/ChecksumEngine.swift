/// The checksum offload engines of both directions (RM0090 §33.5.2 and §33.5.3).
struct ChecksumEngine {
  private let frame: [UInt8]
  private let packet: IPv4?

  /// An IPv4 packet whose header can be read.
  private struct IPv4 {
    var start: Int
    var payload: Range<Int>
    var isFragment: Bool
    var number: UInt8

    /// Where the checksum lies in the payload of a protocol that the engine knows.
    var checksum: Int? {
      switch number {
      case 1 where payload.count >= 4: payload.lowerBound + 2
      case 6 where payload.count >= 20: payload.lowerBound + 16
      case 17 where payload.count >= 8: payload.lowerBound + 6
      default: nil
      }
    }

    /// RDES4.IPPT.
    var type: UInt32 {
      switch number {
      case 17: 1
      case 6: 2
      case 1: 3
      default: 0
      }
    }
  }

  init(_ frame: [UInt8]) {
    self.frame = frame
    packet = Self.parse(frame)
  }

  private static func parse(_ frame: [UInt8]) -> IPv4? {
    guard frame.count >= 34, frame[12] == 8, frame[13] == 0, frame[14] >> 4 == 4 else {
      return nil
    }
    let header = Int(frame[14] & 15) * 4
    let total = Int(frame[16]) << 8 | Int(frame[17])
    guard header >= 20, total >= header, 14 + total <= frame.count else { return nil }
    return IPv4(
      start: 14, payload: 14 + header..<14 + total,
      isFragment: (UInt16(frame[20]) << 8 | UInt16(frame[21])) & 0x3FFF != 0, number: frame[23])
  }

  /// What speaks against inserting checksums with this CIC.
  func complaint(mode: UInt32) -> String? {
    guard let packet else {
      return isIPv6 ? "IPv6 without a known payload gets a false checksum (ES0206)" : nil
    }
    guard frame[24] == 0, frame[25] == 0 else { return "the IPv4 header's checksum is not 0" }
    guard mode >= 2 else { return nil }
    guard !packet.isFragment else { return "2 or 3 on a fragment, whose payload is corrupted" }
    if let field = packet.checksum, mode == 3 || packet.number == 1 {
      guard frame[field] == 0, frame[field + 1] == 0 else {
        return "the checksum of protocol \(packet.number) is not 0 beforehand"
      }
    }
    return nil
  }

  /// - Returns: the status bits for TDES0.
  func insert(into frame: inout [UInt8], mode: UInt32) -> UInt32 {
    guard let packet else {
      // IHE for what calls itself IPv4.
      return frame.count >= 14 && frame[12] == 8 && frame[13] == 0 ? 1 << 16 : 0
    }
    frame[24] = 0
    frame[25] = 0
    store(~fold(sum(frame[14..<packet.payload.lowerBound])), in: &frame, at: 24)
    guard mode >= 2 else { return 0 }
    guard !packet.isFragment else {
      frame[packet.payload.lowerBound] ^= 0xFF
      return 0
    }
    guard let field = packet.checksum else { return 0 }
    let isZero = frame[field] == 0 && frame[field + 1] == 0
    guard isZero || (mode == 2 && packet.number != 1) else {
      // A sum that is there already comes out as 0.
      store(0, in: &frame, at: field)
      return 0
    }
    var value = ~fold(sum(frame[packet.payload]) + (mode == 3 ? pseudoHeader(packet) : 0))
    if packet.number == 17, value == 0 { value = 0xFFFF }
    store(value, in: &frame, at: field)
    return 0
  }

  /// RDES4 for a received frame.
  var verdict: UInt32 {
    guard let packet else {
      // Neither IPv4 nor IPv6, or a header that can't be read: IPHE for the latter.
      guard frame.count >= 14, frame[12] == 8, frame[13] == 0 else { return 0 }
      return 1 << 6 | 1 << 3
    }
    var status: UInt32 = 1 << 6
    if fold(sum(frame[14..<packet.payload.lowerBound])) != 0xFFFF { return status | 1 << 3 }
    guard !packet.isFragment, let field = packet.checksum else { return status }
    status |= packet.type
    // A UDP datagram without a checksum.
    if packet.number == 17, frame[field] == 0, frame[field + 1] == 0 { return status }
    let total = fold(sum(frame[packet.payload]) + pseudoHeader(packet))
    return total == 0xFFFF ? status : status | 1 << 4
  }

  private var isIPv6: Bool { frame.count >= 14 && frame[12] == 0x86 && frame[13] == 0xDD }

  private func pseudoHeader(_ packet: IPv4) -> UInt64 {
    guard packet.number != 1 else { return 0 }
    return sum(frame[26..<34]) + UInt64(packet.number) + UInt64(packet.payload.count)
  }

  private func sum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var sum: UInt64 = 0
    for (index, byte) in bytes.enumerated() { sum += UInt64(byte) << (index % 2 == 0 ? 8 : 0) }
    return sum
  }

  private func fold(_ sum: UInt64) -> UInt16 {
    var sum = sum
    while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
    return UInt16(sum)
  }

  private func store(_ value: UInt16, in frame: inout [UInt8], at offset: Int) {
    frame[offset] = UInt8(value >> 8)
    frame[offset + 1] = UInt8(truncatingIfNeeded: value)
  }
}
