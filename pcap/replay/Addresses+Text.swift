import Wire

/// Addresses as people write them.
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

  var text: String {
    let octets = octets
    return octets.indices.map { hexadecimal(octets[$0]) }.joined(separator: ":")
  }
}

extension IPv4Address {
  var text: String {
    let octets = octets
    return octets.indices.map { "\(octets[$0])" }.joined(separator: ".")
  }
}

extension IPv4Subnet {
  var text: String { "\(address.text)/\(prefixLength)" }
}

/// All digits of `value`, in lower case and without a prefix.
func hexadecimal<Value: FixedWidthInteger>(_ value: Value) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: Value.bitWidth / 4 - digits.utf8.count) + digits
}
