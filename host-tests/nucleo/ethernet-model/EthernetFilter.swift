/// The address filter (RM0090 §33.5.3, table "Destination address filtering").
struct EthernetFilter {
  /// High and low register of each address, as the write to the low one handed them over.
  var addresses: [(high: UInt32, low: UInt32)] = [
    (0x8000_FFFF, 0xFFFF_FFFF), (0xFFFF, 0xFFFF_FFFF), (0xFFFF, 0xFFFF_FFFF),
    (0xFFFF, 0xFFFF_FFFF),
  ]

  func passes(_ destination: [UInt8], mode: UInt32, hash: UInt64) -> Bool {
    // PM.
    if mode.has(0) { return true }
    if destination.allSatisfy({ $0 == 0xFF }) { return !mode.has(5) }
    let isGroup = destination[0] & 1 == 1
    // PAM.
    if isGroup, mode.has(4) { return true }
    // DAIF inverts the perfect match.
    let isPerfect = matches(destination) != mode.has(3)
    let usesHash = isGroup ? mode.has(2) : mode.has(1)
    guard usesHash else { return isPerfect }
    let isHashed = hash & 1 << UInt64(Self.hashIndex(destination)) != 0
    // HPF.
    return isHashed || (mode.has(10) && isPerfect)
  }

  private func matches(_ destination: [UInt8]) -> Bool {
    addresses.contains { high, low in
      // AE of address 0 is always set; SA compares sources instead.
      guard high.has(31), !high.has(30) else { return false }
      let whole = UInt64(high & 0xFFFF) << 32 | UInt64(low)
      let bytes = (0..<6).map { UInt8(truncatingIfNeeded: whole >> UInt64(8 * $0)) }
      // MBC leaves out bytes, bit 29 the one in high bits 15…8 and bit 24 that in low bits 7…0.
      return (0..<6).allSatisfy { high.has(24 + $0) || bytes[$0] == destination[$0] }
    }
  }

  /// The upper six bits of the bit-reversed complement of the CRC-32 of the address
  /// (RM0090 §33.5.3).
  static func hashIndex(_ address: [UInt8]) -> Int {
    var register: UInt32 = 0xFFFF_FFFF
    for byte in address {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    var reversed: UInt32 = 0
    for bit in 0..<32 where (~register).has(bit) { reversed |= 1 << UInt32(31 - bit) }
    return Int(reversed >> 26)
  }
}
