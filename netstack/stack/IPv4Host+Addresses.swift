/// Which addresses are ours, and since when (RFC 5227).
extension IPv4Host {
  mutating func addAddress(_ subnet: IPv4Subnet) throws(AddressError) {
    isDisturbed = true
    destinations.forgetGateways()
    guard Features.detectsAddressConflicts else {
      neighbors.doubt()
      return try addresses.add(subnet)
    }
    try claims.add(subnet, at: now, random: &random)
    useClaims()
  }

  /// - Returns: whether it was ours.
  mutating func removeAddress(_ address: IPv4Address) -> Bool {
    isDisturbed = true
    guard Features.detectsAddressConflicts else {
      neighbors.doubt()
      let wasOurs = addresses.remove(address)
      if wasOurs { withdrawPackets() }
      return wasOurs
    }
    let wasGiven = claims.remove(address)
    useClaims()
    return wasGiven
  }

  /// The `position`th of the addresses that were given, used or not.
  mutating func subnet(at position: Int) -> IPv4Subnet? {
    Features.detectsAddressConflicts
      ? claims.subnet(at: position) : addresses.subnet(at: position)
  }

  /// Begins anew with an address that was lost to another station.
  mutating func restartAddress(_ address: IPv4Address) -> Bool {
    isDisturbed = true
    guard Features.detectsAddressConflicts else { return false }
    let wasGiven = claims.restart(address, at: now, random: &random)
    useClaims()
    return wasGiven
  }

  /// Whether a router with this address could be reached by one of the addresses that were given.
  mutating func isGatewayOnLink(_ gateway: IPv4Address) -> Bool {
    Features.detectsAddressConflicts
      ? claims.isNeighbor(gateway) : addresses.isNeighbor(gateway)
  }

  /// Follows the link: on one that has come up, others may use our addresses (RFC 5227 §2.1),
  /// routers may not know our groups, and what was learned of ways is of no use.
  mutating func noteLink(isUp: Bool) {
    guard isUp != isLinkUp else { return }
    isDisturbed = true
    isLinkUp = isUp
    destinations.removeAll()
    if Features.detectsAddressConflicts {
      claims.noteLink(isUp: isUp, at: now, random: &random)
      useClaims()
    }
    if isUp { groups.restart(at: now) }
  }

  /// Uses each address that was claimed, and no other.
  mutating func useClaims() {
    neighbors.doubt()
    for position in 0..<claims.count {
      guard claims.isUsable(at: position), let subnet = claims.subnet(at: position) else {
        continue
      }
      // It is there already, or the claims had no room for it either.
      try? addresses.add(subnet)
    }
    var position = 0
    while let subnet = addresses.subnet(at: position) {
      if claims.isUsable(subnet.address) {
        position &+= 1
      } else {
        _ = addresses.remove(subnet.address)
        withdrawPackets()
      }
    }
  }

  /// Spares a neighbor, which has just passed the checks of a sender, from passing them again until
  /// our addresses change.
  mutating func acquaint(_ neighbor: IPv4Address, is hardware: MACAddress) {
    guard Features.predictsHeaders, hardware.isUnicast, hardware != hardwareAddress,
      addresses.isNeighbor(neighbor),
      addresses.reach(neighbor) == .onLink,
      !Features.detectsAddressConflicts || !claims.contains(neighbor)
    else { return }
    neighbors.acquaint(neighbor, is: hardware)
  }

  /// Drops what waits to be sent: it may come from an address that is no longer ours
  /// (RFC 1122 §3.2.1.3).
  private mutating func withdrawPackets() {
    destinations.forgetGateways()
    while let nextHop = held.first(where: { _ in true }) {
      guard held.drop(nextHop) else { break }
      counters.heldWithdrawn &+= 1
    }
    if datagramCapacity > 0, !outgoing.isFree() {
      outgoing.drop()
      counters.fragmentsWithdrawn &+= 1
    }
  }
}
