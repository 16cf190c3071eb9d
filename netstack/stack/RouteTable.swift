/// The way to what is not on our link (RFC 1122 §3.3.1): at most four routes.
///
/// The longest prefix that contains the destination wins, then the lowest metric, then the route
/// that was added first. A full table refuses another route.
struct RouteTable: ~Copyable {
  private struct Entry {
    var destination = IPv4Subnet.all
    var gateway = IPv4Address.unspecified
    /// The higher wins; 0 marks a free place, and used places come first.
    var rank: UInt32 = 0
  }

  private var entries = InlineArray<4, Entry>(repeating: Entry())

  mutating func add(_ route: Route) throws(RouteError) {
    for index in entries.indices.rolled
    where entries[index].rank == 0 || isRoute(index, sameWayAs: route) {
      entries[index] = Entry(
        destination: route.destination, gateway: route.gateway, rank: route.rank)
      return
    }
    throw .tooManyRoutes
  }

  /// - Returns: whether there was such a route.
  mutating func remove(_ route: Route) -> Bool {
    var wasThere = false
    for index in entries.indices.rolled {
      if wasThere {
        entries[index &- 1] = entries[index]
      } else {
        wasThere = entries[index].rank != 0 && isRoute(index, sameWayAs: route)
      }
    }
    if wasThere { entries[entries.count &- 1] = Entry() }
    return wasThere
  }

  private mutating func isRoute(_ index: Int, sameWayAs route: Route) -> Bool {
    entries[index].gateway == route.gateway
      && entries[index].destination.isSameNetwork(as: route.destination)
  }

  /// The router to send to for a destination beyond our link.
  mutating func gateway(to destination: IPv4Address) -> IPv4Address? {
    var rank: UInt32 = 0
    var gateway: IPv4Address?
    for index in entries.indices.rolled
    where entries[index].rank > rank && entries[index].destination.contains(destination) {
      rank = entries[index].rank
      gateway = entries[index].gateway
    }
    return gateway
  }
}

extension Route {
  /// Above that of each route that this one is better than; never 0.
  fileprivate var rank: UInt32 {
    UInt32(destination.prefixLength &+ 1) << 16 | UInt32(~metric)
  }
}
