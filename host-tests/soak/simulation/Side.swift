import Attacks
import NetStack

/// The stations of the simulated link that run the stack.
enum Side: Int, CaseIterable {
  case left
  case right

  var other: Side { self == .left ? .right : .left }

  var station: AttackTarget {
    AttackTarget(
      hardware: [2, 0, 0, 0, 0, UInt8(1 + rawValue)], address: [192, 0, 2, UInt8(1 + rawValue)])
  }

  var address: IPv4Address { IPv4Address(station.address) }
  var subnet: IPv4Subnet? { IPv4Subnet(address, prefixLength: 24) }

  /// A second address, which comes and goes.
  var secondSubnet: IPv4Subnet? {
    IPv4Subnet(IPv4Address(192, 0, 2, UInt8(11 + rawValue)), prefixLength: 24)
  }
}

extension IPv4Address {
  init(_ octets: [UInt8]) {
    self.init(octets[0], octets[1], octets[2], octets[3])
  }
}
