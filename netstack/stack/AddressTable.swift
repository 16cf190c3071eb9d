/// The addresses of an interface that may be used; the first is the one that was given first.
///
/// A full table refuses another address. Methods that only read are mutating too; see `IPv4Host`.
struct AddressTable<let capacity: Int>: ~Copyable {
  /// An unspecified address marks a free place; used places come first.
  private var subnets = InlineArray<capacity, IPv4Subnet>(repeating: .all)
  private(set) var count = 0

  mutating func add(_ subnet: IPv4Subnet) throws(AddressError) {
    guard subnet.isHost(subnet.address) else { throw .notAHost }
    guard !contains(subnet.address) else { throw .inUse }
    guard count < subnets.count else { throw .tooManyAddresses }
    subnets[count] = subnet
    count &+= 1
  }

  /// - Returns: whether it was one of ours.
  mutating func remove(_ address: IPv4Address) -> Bool {
    for index in 0..<count where subnets[index].address == address {
      for next in index &+ 1..<count { subnets[next &- 1] = subnets[next] }
      count &-= 1
      subnets[count] = .all
      return true
    }
    return false
  }

  /// The address that was given first.
  mutating func primary() -> IPv4Subnet? {
    count > 0 ? subnets[0] : nil
  }

  /// The `position`th address, from 0; nil beyond the last.
  mutating func subnet(at position: Int) -> IPv4Subnet? {
    position >= 0 && position < count ? subnets[position] : nil
  }

  /// One of our addresses with its network.
  mutating func subnet(of address: IPv4Address) -> IPv4Subnet? {
    for index in 0..<count where subnets[index].address == address { return subnets[index] }
    return nil
  }

  /// Whether `address` is ours.
  @inline(__always)
  mutating func contains(_ address: IPv4Address) -> Bool {
    guard address != .unspecified else { return false }
    for index in subnets.indices where subnets[index].address == address { return true }
    return false
  }

  /// Where packets to an address go first.
  enum Reach {
    /// To everybody on the link (RFC 922 §7).
    case broadcast
    case onLink
    case beyond
  }

  mutating func reach(_ address: IPv4Address) -> Reach {
    var reach = Reach.beyond
    for index in subnets.indices where index < count && subnets[index].contains(address) {
      if subnets[index].isBroadcast(address) { return .broadcast }
      reach = .onLink
    }
    return reach
  }

  /// Whether `address` can be another host's on our link.
  mutating func isNeighbor(_ address: IPv4Address) -> Bool {
    guard !contains(address) else { return false }
    for index in subnets.indices where index < count && subnets[index].isHost(address) {
      return true
    }
    return false
  }

  /// Whether `address` is the broadcast of one of our networks (RFC 922 §7).
  mutating func isBroadcast(_ address: IPv4Address) -> Bool {
    for index in subnets.indices where index < count && subnets[index].isBroadcast(address) {
      return true
    }
    return false
  }

  /// Whether one other host, here or elsewhere, can have `address` (RFC 1122 §3.2.1.3). The address
  /// of one of our networks itself is an obsolete broadcast (§3.3.6).
  mutating func isPeer(_ address: IPv4Address) -> Bool {
    address.isUnicast && (reach(address) == .beyond || isNeighbor(address))
  }

  /// Which of our addresses to send from by way of `nextHop`: the one in its network
  /// (RFC 1122 §3.3.4.3), else the first.
  mutating func source(toward nextHop: IPv4Address) -> IPv4Address? {
    for index in 0..<count where subnets[index].contains(nextHop) {
      return subnets[index].address
    }
    return primary()?.address
  }
}

/// Why an address was refused.
public enum AddressError: Error {
  /// No host of its network can have it.
  case notAHost
  /// It is one of the interface's already.
  case inUse
  /// The interface has no room for one more; its capacity is part of its type.
  case tooManyAddresses
}
