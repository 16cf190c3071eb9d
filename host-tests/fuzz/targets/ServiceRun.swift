import NetStack
import Services

/// The services of an application, beside its own sockets: they use what any socket may.
struct ServiceRun: ~Copyable {
  private var echo: UDPEcho?
  private var ping: PingClient<4>?
  private var start = Instant(microseconds: 0)

  // MARK: UDP echo

  mutating func openEcho(on interface: inout some NetworkInterface & ~Copyable) {
    guard echo == nil else { return }
    echo = try? UDPEcho(on: &interface)
  }

  mutating func owns(_ datagram: borrowing IncomingDatagram) -> Bool {
    guard let echo = echo.take() else { return false }
    let isOwner = echo.owns(datagram)
    self.echo = consume echo
    return isOwner
  }

  mutating func answer(
    _ datagram: borrowing IncomingDatagram, _ slot: consuming PayloadSlot
  ) -> PayloadReceipt {
    guard let echo = echo.take() else { return slot.discard() }
    let receipt = echo.answer(datagram, slot)
    self.echo = consume echo
    return receipt
  }

  // MARK: Ping

  /// Pings from an echo socket: what is due now, beginning anew when there is nothing left to do.
  mutating func ping(
    _ destination: IPv4Address, from socket: borrowing RawSocket, length: Int,
    on interface: inout some NetworkInterface & ~Copyable, at now: Instant, _ journal: Journal
  ) {
    guard let identifier = interface.identifier(of: socket) else { return }
    if ping == nil {
      var configuration = PingConfiguration(destination: destination, count: 9)
      configuration.payloadLength = length
      start = now
      ping = PingClient(on: socket.id, identifier: identifier, configuration, at: now)
    }
    guard var client = ping.take() else { return }
    while client.expire(at: now) != nil {}
    client.sendDue(from: socket, on: &interface, at: now)
    if let deadline = client.nextDeadline() {
      journal.note("pings again at", deadline.microseconds)
      require(deadline > now, "a ping client that is due at once again")
    }
    check(client.statistics, journal)
    if !client.isFinished() { ping = consume client }
  }

  mutating func receive(
    _ packet: borrowing IncomingPacket, at now: Instant, _ journal: Journal
  ) {
    guard var client = ping.take() else { return }
    let before = client.statistics
    switch client.receive(packet, at: now) {
    case .reply(let reply):
      journal.note("is answered after", reply.roundTripTime.microseconds)
      require(client.statistics.received == before.received &+ 1, "a reply that is not counted")
      require(
        reply.roundTripTime <= now.since(start) && reply.source == packet.packet.source,
        "a reply from elsewhere")
    case .duplicate, .error, nil:
      require(client.statistics.received == before.received, "a reply that is told of to nobody")
    }
    check(client.statistics, journal)
    ping = consume client
  }

  private func check(_ statistics: PingStatistics, _ journal: Journal) {
    journal.note("pings", statistics.transmitted)
    journal.note("answered", statistics.received)
    journal.note("answered again", statistics.duplicates)
    journal.note("with errors", statistics.errors)
    journal.note("in vain", statistics.timeouts)
    journal.note("unexpected", statistics.unexpected)
    require(
      statistics.received &+ statistics.timeouts <= statistics.transmitted,
      "more answers than requests")
  }
}
