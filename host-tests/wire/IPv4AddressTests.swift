import Testing
import Wire

@Suite struct IPv4AddressTests {
  @Test("is the number that its octets are")
  func order() {
    let address = IPv4Address(192, 0, 2, 1)
    #expect(address.rawValue == 0xC000_0201)
    #expect(address == IPv4Address(rawValue: 0xC000_0201))
    let octets = address.octets
    #expect(octets.indices.map { octets[$0] } == [192, 0, 2, 1])
  }

  @Test("names the addresses that mean something to every host")
  func names() {
    #expect(IPv4Address.unspecified == IPv4Address(0, 0, 0, 0))
    #expect(IPv4Address.broadcast == IPv4Address(255, 255, 255, 255))
    #expect(IPv4Address.allSystems == IPv4Address(224, 0, 0, 1))
  }

  /// RFC 1122 §3.2.1.3 and RFC 1112 §4.
  @Test(
    "tells a host's address from the others",
    arguments: [
      (IPv4Address(0, 0, 0, 0), false),
      (IPv4Address(0, 0, 0, 1), false),
      (IPv4Address(0, 255, 255, 255), false),
      (IPv4Address(1, 0, 0, 0), true),
      (IPv4Address(10, 0, 0, 1), true),
      (IPv4Address(126, 255, 255, 255), true),
      (IPv4Address(127, 0, 0, 0), false),
      (IPv4Address(127, 0, 0, 1), false),
      (IPv4Address(127, 255, 255, 255), false),
      (IPv4Address(128, 0, 0, 0), true),
      (IPv4Address(169, 254, 1, 1), true),
      (IPv4Address(192, 0, 2, 1), true),
      (IPv4Address(223, 255, 255, 255), true),
      (IPv4Address(224, 0, 0, 0), false),
      (IPv4Address(239, 255, 255, 255), false),
      (IPv4Address(240, 0, 0, 0), false),
      (IPv4Address(255, 255, 255, 254), false),
      (IPv4Address(255, 255, 255, 255), false),
    ])
  func unicast(address: IPv4Address, isUnicast: Bool) {
    #expect(address.isUnicast == isUnicast)
  }

  @Test("knows the kind of every address by its first octet")
  func kinds() {
    func firstOctets(_ isKind: (IPv4Address) -> Bool) -> [UInt8] {
      (UInt8.min ... .max).filter {
        let low = isKind(IPv4Address($0, 0, 0, 0))
        let high = isKind(IPv4Address($0, 255, 255, 255))
        #expect(low == high)
        return low
      }
    }
    #expect(firstOctets(\.isThisNetwork) == [0])
    #expect(firstOctets(\.isLoopback) == [127])
    #expect(firstOctets(\.isMulticast) == Array(224...239))
    #expect(firstOctets(\.isReserved) == Array(240...255))
    #expect(firstOctets(\.isUnicast) == Array(1...126) + Array(128...223))
  }
}

@Suite struct IPv4SubnetTests {
  private func subnet(_ address: IPv4Address, _ length: UInt8) throws -> IPv4Subnet {
    try #require(IPv4Subnet(address, prefixLength: length))
  }

  @Test("keeps the address and the prefix length")
  func fields() throws {
    let subnet = try subnet(IPv4Address(192, 0, 2, 2), 24)
    #expect(subnet.address == IPv4Address(192, 0, 2, 2))
    #expect(subnet.prefixLength == 24)
  }

  @Test("has at most 32 bits of prefix")
  func tooLong() {
    #expect(IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 32) != nil)
    #expect(IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 33) == nil)
    #expect(IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 255) == nil)
  }

  /// The first and last address of the network, and the neighbours of both outside.
  @Test(
    "holds the addresses between its first and last, and no others",
    arguments: [
      (8, IPv4Address(10, 0, 0, 0), IPv4Address(10, 255, 255, 255)),
      (24, IPv4Address(10, 1, 2, 0), IPv4Address(10, 1, 2, 255)),
      (30, IPv4Address(10, 1, 2, 4), IPv4Address(10, 1, 2, 7)),
      (31, IPv4Address(10, 1, 2, 4), IPv4Address(10, 1, 2, 5)),
      (32, IPv4Address(10, 1, 2, 5), IPv4Address(10, 1, 2, 5)),
    ] as [(UInt8, IPv4Address, IPv4Address)])
  func contains(length: UInt8, first: IPv4Address, last: IPv4Address) throws {
    let subnet = try subnet(IPv4Address(10, 1, 2, 5), length)
    #expect(subnet.contains(first))
    #expect(subnet.contains(last))
    #expect(subnet.contains(IPv4Address(10, 1, 2, 5)))
    #expect(!subnet.contains(IPv4Address(rawValue: first.rawValue - 1)))
    #expect(!subnet.contains(IPv4Address(rawValue: last.rawValue + 1)))
  }

  @Test("holds every address when it has no prefix")
  func everything() throws {
    let subnet = try subnet(IPv4Address(192, 0, 2, 2), 0)
    #expect(subnet.contains(.unspecified))
    #expect(subnet.contains(IPv4Address(10, 0, 0, 1)))
    #expect(subnet.contains(.broadcast))
  }

  @Test(
    "knows the network and its broadcast",
    arguments: [
      (0, IPv4Address(0, 0, 0, 0), IPv4Address(255, 255, 255, 255)),
      (8, IPv4Address(10, 0, 0, 0), IPv4Address(10, 255, 255, 255)),
      (24, IPv4Address(10, 1, 2, 0), IPv4Address(10, 1, 2, 255)),
      (30, IPv4Address(10, 1, 2, 4), IPv4Address(10, 1, 2, 7)),
    ] as [(UInt8, IPv4Address, IPv4Address)])
  func networkAndBroadcast(length: UInt8, network: IPv4Address, broadcast: IPv4Address) throws {
    let subnet = try subnet(IPv4Address(10, 1, 2, 5), length)
    #expect(subnet.isNetworkAddress(network))
    #expect(subnet.isBroadcast(broadcast))
    #expect(!subnet.isNetworkAddress(broadcast))
    #expect(!subnet.isBroadcast(network))
    #expect(!subnet.isHost(network))
    #expect(!subnet.isHost(broadcast))
    let host = IPv4Address(10, 1, 2, 5)
    #expect(!subnet.isNetworkAddress(host))
    #expect(!subnet.isBroadcast(host))
    #expect(subnet.isHost(host))
  }

  @Test("knows no network and no broadcast of others")
  func others() throws {
    let subnet = try subnet(IPv4Address(10, 1, 2, 5), 24)
    #expect(!subnet.isNetworkAddress(IPv4Address(10, 1, 3, 0)))
    #expect(!subnet.isBroadcast(IPv4Address(10, 1, 3, 255)))
    #expect(!subnet.isBroadcast(.broadcast))
    #expect(!subnet.isHost(IPv4Address(10, 1, 3, 5)))
  }

  @Test("has two hosts and nothing else with a prefix of 31 bits")
  func pointToPoint() throws {
    // RFC 3021 §2.1.
    let subnet = try subnet(IPv4Address(10, 1, 2, 4), 31)
    for host in [IPv4Address(10, 1, 2, 4), IPv4Address(10, 1, 2, 5)] {
      #expect(subnet.isHost(host))
      #expect(!subnet.isNetworkAddress(host))
      #expect(!subnet.isBroadcast(host))
    }
    #expect(!subnet.isHost(IPv4Address(10, 1, 2, 6)))
  }

  @Test("has one host and nothing else with a prefix of 32 bits")
  func single() throws {
    for host in [IPv4Address(10, 1, 2, 0), IPv4Address(10, 1, 2, 255)] {
      let subnet = try subnet(host, 32)
      #expect(subnet.isHost(host))
      #expect(!subnet.isNetworkAddress(host))
      #expect(!subnet.isBroadcast(host))
    }
  }

  @Test("takes no address that is never a host's for a host")
  func neverHosts() throws {
    let everything = try subnet(IPv4Address(10, 1, 2, 5), 0)
    for address in [
      IPv4Address(0, 0, 0, 1), IPv4Address(127, 0, 0, 1), .allSystems, IPv4Address(240, 0, 0, 1),
    ] {
      #expect(everything.contains(address))
      #expect(!everything.isHost(address))
    }
    // Class E does not become a network of hosts by a prefix.
    #expect(try !subnet(IPv4Address(250, 1, 2, 3), 24).isHost(IPv4Address(250, 1, 2, 4)))
  }
}
