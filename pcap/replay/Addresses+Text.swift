import Wire

/// Addresses as people write them.
extension MACAddress {
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
