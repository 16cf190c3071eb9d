/// The way to what is not on our link (RFC 1122 §3.3.1): at most four routes.
///
/// The longest prefix that contains the destination wins, then the lowest metric, then the route
/// that was added first. A full table refuses another route.
struct RouteTable: ~Copyable {
  /// An unspecified gateway marks a free place; used places come first.
  private var routes = InlineArray<4, Route>(
    repeating: Route(to: .all, gateway: .unspecified, metric: 0))
  private var count = 0

  mutating func add(_ route: Route) throws(RouteError) {
    for index in 0..<count where routes[index].isSameWay(as: route) {
      routes[index].metric = route.metric
      return
    }
    guard count < routes.count else { throw .tooManyRoutes }
    routes[count] = route
    count &+= 1
  }

  /// - Returns: whether there was such a route.
  mutating func remove(_ route: Route) -> Bool {
    for index in 0..<count where routes[index].isSameWay(as: route) {
      for next in index &+ 1..<count { routes[next &- 1] = routes[next] }
      count &-= 1
      return true
    }
    return false
  }

  /// The router to send to for a destination beyond our link.
  mutating func gateway(to destination: IPv4Address) -> IPv4Address? {
    var best: Int?
    for index in 0..<count where routes[index].destination.contains(destination) {
      if let known = best, !routes[index].isBetter(than: routes[known]) { continue }
      best = index
    }
    guard let best else { return nil }
    return routes[best].gateway
  }
}
