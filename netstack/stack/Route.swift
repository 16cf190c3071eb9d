/// A router and what lies behind it.
public struct Route: Equatable, Sendable {
  /// The network that it leads to; `.all` for a default route.
  public var destination: IPv4Subnet
  /// A neighbor.
  public var gateway: IPv4Address
  /// Of two routes to the same network the lower is taken.
  public var metric: UInt16

  public init(to destination: IPv4Subnet, gateway: IPv4Address, metric: UInt16 = 0) {
    self.destination = destination
    self.gateway = gateway
    self.metric = metric
  }
}

/// Why a route was refused.
public enum RouteError: Error {
  /// No neighbor can have the gateway's address.
  case gatewayOffLink
  /// An interface has four at most.
  case tooManyRoutes
}
