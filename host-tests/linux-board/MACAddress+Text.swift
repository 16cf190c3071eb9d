import NetStack

extension MACAddress {
  /// Reads six pairs of hexadecimal digits separated by colons, and nothing else.
  init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6 else { return nil }
    var octets: [6 of UInt8] = .init(repeating: 0)
    for (index, part) in parts.enumerated() {
      guard part.utf8.count == 2, part.allSatisfy(\.isHexDigit), let octet = UInt8(part, radix: 16)
      else { return nil }
      octets[index] = octet
    }
    self.init(octets: octets)
  }
}
