/// How much of an interface's tables is taken. Each number is at most the capacity of the
/// interface's type, whatever arrives.
public struct InterfaceOccupancy: Equatable, Sendable {
  /// Addresses that may be used.
  public var addresses = 0
  /// Neighbors whose hardware address may be used, static ones included.
  public var neighbors = 0
  /// Neighbors that are being asked for theirs.
  public var unresolvedNeighbors = 0
  /// Packets that wait for a neighbor.
  public var heldPackets = 0
  public var sockets = 0
  public var rawSockets = 0
  /// Groups that were joined, or whose leave is yet to be told.
  public var groups = 0
  /// Destinations with a path MTU or a redirect.
  public var destinations = 0
  /// Datagrams that wait for their fragments, or that were discarded and turn the rest of theirs
  /// away.
  public var reassemblies = 0
  /// Whether a datagram is on its way out in fragments.
  public var isSendingFragments = false

  public init() {}
}

extension Interface where Device: ~Copyable {
  /// How much of the tables is taken at `now`; what is past its time does not count. Linear in the
  /// capacities.
  public mutating func occupancy(at now: Instant) -> InterfaceOccupancy {
    var occupancy = InterfaceOccupancy()
    occupancy.addresses = path.host.addresses.count
    occupancy.neighbors = path.host.neighbors.freshCount(at: now)
    occupancy.unresolvedNeighbors = path.host.neighbors.unresolvedCount()
    occupancy.heldPackets = path.host.held.count()
    occupancy.sockets = path.host.sockets.count()
    occupancy.rawSockets = path.host.rawSockets.count
    occupancy.groups = path.host.groups.count()
    occupancy.destinations = path.host.destinations.freshCount(at: now)
    occupancy.reassemblies = path.reassembler.count(at: now)
    occupancy.isSendingFragments = !path.host.outgoing.isFree()
    return occupancy
  }
}
