import Testing
import Wire

@Suite struct MACAddressTests {
  private func octets(_ address: MACAddress) -> [UInt8] {
    let octets = address.octets
    return octets.indices.map { octets[$0] }
  }

  @Test("keeps its octets in the order of transmission")
  func order() {
    let address = MACAddress(0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc)
    #expect(address.high == 0x1234)
    #expect(address.low == 0x5678_9abc)
    #expect(address == MACAddress(high: 0x1234, low: 0x5678_9abc))
    #expect(address == MACAddress(octets: [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc]))
    #expect(octets(address) == [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc])
  }

  @Test("is equal only when every octet is")
  func equality() {
    let address = MACAddress(1, 2, 3, 4, 5, 6)
    for position in 0..<6 {
      var other = address.octets
      other[position] ^= 0x80
      #expect(MACAddress(octets: other) != address)
    }
  }

  @Test("names the broadcast and the zero address")
  func names() {
    #expect(octets(.broadcast) == Array(repeating: 0xFF, count: 6))
    #expect(octets(.zero) == Array(repeating: 0, count: 6))
  }

  @Test(
    "knows a group by the first bit on the wire, and a station by its absence",
    arguments: [
      (MACAddress(0x02, 0, 0, 0, 0, 1), true),
      (MACAddress(0x00, 0, 0, 0, 0, 1), true),
      (MACAddress(0x00, 1, 0, 0, 0, 0), true),
      (MACAddress(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff), true),
      (MACAddress(0x01, 0, 0x5e, 0, 0, 1), false),
      (MACAddress(0x03, 0, 0, 0, 0, 0), false),
      (MACAddress.broadcast, false),
    ])
  func kinds(address: MACAddress, isUnicast: Bool) {
    #expect(address.isUnicast == isUnicast)
    #expect(address.isGroup == !isUnicast)
  }

  @Test("takes no zero address for a station or a group")
  func zero() {
    #expect(!MACAddress.zero.isUnicast)
    #expect(!MACAddress.zero.isGroup)
  }

  /// RFC 1112 §6.4: the low 23 bits of the group address in 01-00-5E-00-00-00.
  @Test(
    "maps multicast addresses by their low 23 bits",
    arguments: [
      (IPv4Address(224, 0, 0, 1), MACAddress(0x01, 0x00, 0x5e, 0x00, 0x00, 0x01)),
      (IPv4Address(224, 0, 0, 251), MACAddress(0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb)),
      (IPv4Address(224, 128, 0, 1), MACAddress(0x01, 0x00, 0x5e, 0x00, 0x00, 0x01)),
      (IPv4Address(239, 255, 255, 250), MACAddress(0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa)),
      (IPv4Address(232, 43, 211, 234), MACAddress(0x01, 0x00, 0x5e, 0x2b, 0xd3, 0xea)),
    ])
  func multicast(address: IPv4Address, group: MACAddress) {
    #expect(MACAddress(multicast: address) == group)
    #expect(group.isGroup)
  }
}
