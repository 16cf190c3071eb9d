/// One end of a UDP exchange.
public struct Endpoint: Equatable, Sendable {
  public var address: IPv4Address
  public var port: UInt16

  @inlinable
  public init(_ address: IPv4Address, port: UInt16) {
    self.address = address
    self.port = port
  }
}
