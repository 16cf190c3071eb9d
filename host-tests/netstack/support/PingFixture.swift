@testable import NetStack
@testable import Services

/// Ping clients, and what comes back to them.
protocol PingFixture {}

extension PingFixture {
  static var peer: IPv4Address { IPv4Address(192, 0, 2, 1) }
  static var identifier: UInt16 { 0x1234 }

  func client<let window: Int>(
    to destination: IPv4Address = Self.peer, identifier: UInt16 = Self.identifier,
    count: UInt32? = nil,
    _ configure: (inout PingConfiguration) -> Void = { _ in }
  ) -> PingClient<window> {
    var configuration = PingConfiguration(destination: destination, count: count)
    configure(&configuration)
    return PingClient(
      on: RawSocketID(index: 0), identifier: identifier, configuration, at: .second(10))
  }

  func at(_ second: UInt64, _ microseconds: UInt64 = 0) -> Instant {
    Instant(microseconds: second * 1_000_000 + microseconds)
  }

  func reply(
    _ sequence: UInt16, identifier: UInt16 = Self.identifier, from station: Station = .peer,
    _ data: [UInt8] = pattern(56)
  ) -> IPv4Bytes {
    IPv4Bytes(
      protocol: 1, from: station, icmp(type: 0, rest: octets(identifier) + octets(sequence), data))
  }

  /// An error about a request, which quotes it as it was sent.
  func error(
    _ sequence: UInt16, type: UInt8 = 3, code: UInt8 = 1, identifier: UInt16 = Self.identifier,
    to destination: [UInt8] = Station.peer.address, source: [UInt8] = Station.board.address
  ) -> [UInt8] {
    var quote = IPv4Bytes(
      protocol: 1, icmp(type: 8, rest: octets(identifier) + octets(sequence), pattern(56)))
    quote.source = source
    quote.destination = destination
    return IPv4Bytes(
      protocol: 1, from: .gateway, icmp(type: type, code: code, Array(quote.packet.prefix(28)))
    ).packet
  }

  func receive<let window: Int>(
    _ packet: [UInt8], _ client: inout PingClient<window>, at now: Instant, socket: Int = 0,
    isForGroup: Bool = false
  ) throws -> PingEvent? {
    try withIncoming(packet, socket: socket, isForGroup: isForGroup) {
      client.receive($0, at: now)
    }
  }

  /// The sequence number of the request that is due.
  func send<let window: Int>(
    _ client: inout PingClient<window>, at now: Instant
  ) -> UInt16? {
    client.nextRequest(at: now)?.echo.sequence
  }

  func request<let window: Int>(
    _ client: inout PingClient<window>, at now: Instant
  ) -> PingRequest? {
    client.nextRequest(at: now)
  }
}
