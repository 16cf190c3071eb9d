public import NetStack

/// A ping client (RFC 792, Echo; RFC 1122 §3.2.2.6): when to send which request, and what the
/// packets mean that come back. It neither sends nor receives by itself.
///
/// The application gives it the packets of its echo socket, sends the requests that it gives out,
/// and calls it again at its deadline:
///
/// ```swift
/// while let sequence = client.expire(at: now) { tellTimeout(sequence) }
/// while let request = client.nextRequest(at: now) { … }
/// sleep(until: client.nextDeadline())
/// ```
///
/// At most `window` requests wait for replies at once; the next one waits until the one `window`
/// before it is settled. Up to `window` requests are remembered after their replies, to tell
/// duplicates. All operations are linear in `window`.
///
/// Methods that only read are mutating too: Swift 6.3 copies the whole value before it indexes an
/// array in a borrowed one.
public struct PingClient<let window: Int>: ~Copyable {
  private enum State: UInt8 {
    case free, waiting, answered
    /// An error was reported; a reply may still come.
    case failed
  }

  private struct Probe {
    var state = State.free
    var sequence: UInt16 = 0
    var sentAt = Instant(microseconds: 0)
  }

  public private(set) var statistics = PingStatistics()
  private let socket: RawSocketID
  private let identifier: UInt16
  private let configuration: PingConfiguration
  private let payloadLength: Int
  private var probes = InlineArray<window, Probe>(repeating: Probe())
  /// The place of the next request.
  private var place = 0
  /// The next request's.
  private var sequence: UInt16 = 1
  private var remaining: UInt32?
  private var sendTime: Instant

  /// - Parameters:
  ///   - socket: an echo socket. Packets of any other are not for this client.
  ///   - identifier: the socket's.
  ///   - start: when the first request is due.
  public init(
    on socket: RawSocketID, identifier: UInt16, _ configuration: PingConfiguration,
    at start: Instant
  ) {
    self.socket = socket
    self.identifier = identifier
    self.configuration = configuration
    payloadLength = max(0, min(configuration.payloadLength, Self.longestPayload))
    remaining = configuration.count
    sendTime = start
  }

  /// What the longest packet has room for (RFC 791 §3.1).
  private static var longestPayload: Int {
    0xFFFF &- IPv4Packet.minimumHeaderLength &- ICMPv4Message.headerLength
  }

  /// Whether all requests were sent and settled.
  public mutating func isFinished() -> Bool {
    guard remaining == 0 else { return false }
    for index in probes.indices where probes[index].state == .waiting { return false }
    return true
  }

  /// The request to send now, which counts as sent; nil when none is due.
  ///
  /// A request that is given out late delays those after it: they never come in bursts.
  public mutating func nextRequest(at now: Instant) -> PingRequest? {
    guard canSend(), sendTime <= now else { return nil }
    probes[place] = Probe(state: .waiting, sequence: sequence, sentAt: now)
    let request = PingRequest(
      destination: configuration.destination,
      echo: ICMPv4Echo(identifier: identifier, sequence: sequence), payloadLength: payloadLength)
    place = place &+ 1 < window ? place &+ 1 : 0
    sequence &+= 1
    if let count = remaining { remaining = count &- 1 }
    sendTime = now + configuration.interval
    statistics.transmitted &+= 1
    return request
  }

  /// Takes back a request that could not be sent. Another one takes its place after the interval,
  /// with another sequence number.
  public mutating func withdraw(_ request: PingRequest) {
    guard let index = index(of: request.echo.sequence), probes[index].state == .waiting else {
      return
    }
    probes[index] = Probe()
    if let count = remaining { remaining = count &+ 1 }
    statistics.transmitted &-= 1
  }

  /// Sends the requests that are due. One that can't be sent is withdrawn.
  /// - Parameter socket: the echo socket.
  /// - Returns: why the last one could not be sent.
  @discardableResult
  public mutating func sendDue(
    from socket: borrowing RawSocket, on interface: inout some NetworkInterface & ~Copyable,
    at now: Instant
  ) -> SendError? {
    while let request = nextRequest(at: now) {
      do {
        try interface.send(
          from: socket, to: request.destination, timeToLive: nil, typeOfService: 0,
          longest: request.length, at: now
        ) { slot in
          var slot = slot
          guard let length = request.write(to: &slot.bytes) else { return slot.send(.max) }
          return slot.send(length)
        }
      } catch {
        withdraw(request)
        return error
      }
    }
    return nil
  }

  /// Gives up a request whose time is up.
  /// - Returns: its sequence number; call again until nil.
  public mutating func expire(at now: Instant) -> UInt16? {
    for index in probes.indices where probes[index].state == .waiting && deadline(index) <= now {
      probes[index].state = .free
      statistics.timeouts &+= 1
      return probes[index].sequence
    }
    return nil
  }

  /// When `nextRequest` or `expire` has something to do again; nil when never.
  public mutating func nextDeadline() -> Instant? {
    var earliest = canSend() ? sendTime : nil
    for index in probes.indices where probes[index].state == .waiting {
      let deadline = deadline(index)
      if let known = earliest, known <= deadline { continue }
      earliest = deadline
    }
    return earliest
  }

  /// Takes in a packet of the handler of `poll`.
  ///
  /// A request can be answered until `expire` gives it up, so that a reply that came in time may be
  /// looked at late.
  /// - Returns: what it means; nil when it is not for this client, or nothing that it waits for.
  public mutating func receive(
    _ packet: borrowing IncomingPacket, at now: Instant
  ) -> PingEvent? {
    guard packet.socket == socket else { return nil }
    guard let event = event(of: packet, at: now) else {
      statistics.unexpected &+= 1
      return nil
    }
    return event
  }

  private mutating func event(
    of packet: borrowing IncomingPacket, at now: Instant
  ) -> PingEvent? {
    let bytes = packet.packet
    guard !packet.isForGroup, bytes.protocol == .icmp,
      let message = try? ICMPv4Message(bytes.payload, verifyingChecksum: false)
    else { return nil }
    switch message.type {
    case .echoReply:
      guard bytes.source == configuration.destination, let index = index(of: ICMPv4Echo(message))
      else { return nil }
      return settle(index, with: message, of: bytes, at: now)
    case .destinationUnreachable, .timeExceeded, .parameterProblem:
      guard let quote = try? IPv4Quote(message.payload), quote.source == bytes.destination,
        quote.destination == configuration.destination,
        let index = index(of: ICMPv4Echo(quoted: quote))
      else { return nil }
      return fail(index, with: message, from: bytes.source)
    default:
      return nil
    }
  }

  private mutating func settle(
    _ index: Int, with message: ICMPv4Message, of packet: IPv4Packet, at now: Instant
  ) -> PingEvent? {
    let reply = PingReply(
      sequence: probes[index].sequence, roundTripTime: now.since(probes[index].sentAt),
      timeToLive: packet.timeToLive, source: packet.source,
      payloadLength: message.payload.count)
    switch probes[index].state {
    case .answered:
      statistics.duplicates &+= 1
      return .duplicate(reply)
    case .failed where deadline(index) <= now, .free:
      return nil
    case .waiting, .failed:
      probes[index].state = .answered
      statistics.noteReply(after: reply.roundTripTime)
      return .reply(reply)
    }
  }

  private mutating func fail(
    _ index: Int, with message: ICMPv4Message, from reporter: IPv4Address
  ) -> PingEvent? {
    guard probes[index].state == .waiting else { return nil }
    probes[index].state = .failed
    statistics.errors &+= 1
    return .error(
      PingError(
        sequence: probes[index].sequence, type: message.type, code: message.code,
        reporter: reporter))
  }

  private mutating func canSend() -> Bool {
    window > 0 && remaining != 0 && probes[place].state != .waiting
  }

  private mutating func deadline(_ index: Int) -> Instant {
    probes[index].sentAt + configuration.timeout
  }

  private mutating func index(of echo: ICMPv4Echo?) -> Int? {
    guard let echo, echo.identifier == identifier else { return nil }
    return index(of: echo.sequence)
  }

  private mutating func index(of sequence: UInt16) -> Int? {
    for index in probes.indices
    where probes[index].state != .free && probes[index].sequence == sequence {
      return index
    }
    return nil
  }
}
