/// Addresses as people write them.
extension IPv4Address {
  /// Reads four decimal numbers separated by dots, and nothing else.
  /// - Parameter text: ASCII.
  public init?(text: Span<UInt8>) {
    var rest = text.indices
    var value: UInt32 = 0
    for position in 0..<4 {
      if position > 0 {
        guard let first = rest.first, text[first] == Self.dot else { return nil }
        rest = rest.dropFirst()
      }
      guard let octet = Self.number(in: text, from: &rest, upTo: 255) else { return nil }
      value = value << 8 | octet
    }
    guard rest.isEmpty else { return nil }
    self.init(rawValue: value)
  }

  private static var dot: UInt8 { 0x2E }

  /// Takes up to three decimal digits off the front of `range`, without leading zeros.
  static func number(
    in text: Span<UInt8>, from range: inout Range<Int>, upTo limit: UInt32
  ) -> UInt32? {
    let start = range.lowerBound
    var value: UInt32 = 0
    while let index = range.first, index &- start < 3, text[index] &- 0x30 < 10 {
      value = value &* 10 &+ UInt32(text[index] &- 0x30)
      range = range.dropFirst()
    }
    let count = range.lowerBound &- start
    guard count > 0, value <= limit, count == 1 || text[start] != 0x30 else { return nil }
    return value
  }
}

extension IPv4Subnet {
  /// Reads an address, a slash and a prefix length, such as `192.0.2.2/24`.
  /// - Parameter text: ASCII.
  public init?(text: Span<UInt8>) {
    var slash = 0
    while slash < text.count, text[slash] != 0x2F { slash &+= 1 }
    var rest = min(slash &+ 1, text.count)..<text.count
    guard let address = IPv4Address(text: text.extracting(first: slash)),
      let length = IPv4Address.number(in: text, from: &rest, upTo: 32), rest.isEmpty
    else { return nil }
    self.init(address, prefixLength: UInt8(truncatingIfNeeded: length))
  }
}
