public import Text
public import Wire

/// Addresses as people write them.
extension TextSink where Self: ~Copyable {
  public mutating func write(_ address: IPv4Address) {
    let octets = address.octets
    for index in octets.indices {
      if index > 0 { write(".") }
      write(UInt32(octets[index]))
    }
  }

  public mutating func write(_ subnet: IPv4Subnet) {
    write(subnet.address)
    write("/")
    write(UInt32(subnet.prefixLength))
  }

  public mutating func write(_ address: MACAddress) {
    let octets = address.octets
    for index in octets.indices {
      if index > 0 { write(":") }
      write(hexadecimal: UInt32(octets[index]), digits: 2)
    }
  }
}
