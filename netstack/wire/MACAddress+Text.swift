/// Addresses as people write them.
extension MACAddress {
  /// Reads six pairs of hexadecimal digits separated by colons, and nothing else.
  /// - Parameter text: ASCII.
  public init?(text: Span<UInt8>) {
    guard text.count == 17 else { return nil }
    var octets: [6 of UInt8] = [0, 0, 0, 0, 0, 0]
    for index in octets.indices {
      let start = index &* 3
      guard index == 0 || text[start &- 1] == 0x3A,
        let high = Self.digit(text[start]), let low = Self.digit(text[start &+ 1])
      else { return nil }
      octets[index] = high << 4 | low
    }
    self.init(octets: octets)
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character &- 0x30
    case 0x41...0x46: character &- 0x37
    case 0x61...0x66: character &- 0x57
    default: nil
    }
  }
}
