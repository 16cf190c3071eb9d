import SeededRandom
import Testing

@testable import NetStack
@testable import Services

/// The client's side of an echo (RFC 792, Echo; RFC 1122 §3.2.2.6).
@Suite struct PingClientTests {
  private static let peer = IPv4Address(192, 0, 2, 1)
  private static let identifier: UInt16 = 0x1234

  private func client<let window: Int>(
    to destination: IPv4Address = peer, identifier: UInt16 = identifier, count: UInt32? = nil,
    _ configure: (inout PingConfiguration) -> Void = { _ in }
  ) -> PingClient<window> {
    var configuration = PingConfiguration(destination: destination, count: count)
    configure(&configuration)
    return PingClient(
      on: RawSocketID(index: 0), identifier: identifier, configuration, at: .second(10))
  }

  private func at(_ second: UInt64, _ microseconds: UInt64 = 0) -> Instant {
    Instant(microseconds: second * 1_000_000 + microseconds)
  }

  private func reply(
    _ sequence: UInt16, identifier: UInt16 = identifier, from station: Station = .peer,
    _ data: [UInt8] = pattern(56)
  ) -> IPv4Bytes {
    IPv4Bytes(
      protocol: 1, from: station, icmp(type: 0, rest: octets(identifier) + octets(sequence), data))
  }

  /// An error about a request, which quotes it as it was sent.
  private func error(
    _ sequence: UInt16, type: UInt8 = 3, code: UInt8 = 1, identifier: UInt16 = identifier,
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

  private func receive<let window: Int>(
    _ packet: [UInt8], _ client: inout PingClient<window>, at now: Instant, socket: Int = 0,
    isForGroup: Bool = false
  ) throws -> PingEvent? {
    try withIncoming(packet, socket: socket, isForGroup: isForGroup) {
      client.receive($0, at: now)
    }
  }

  /// The sequence number of the request that is due.
  private func send<let window: Int>(
    _ client: inout PingClient<window>, at now: Instant
  ) -> UInt16? {
    client.nextRequest(at: now)?.echo.sequence
  }

  private func request<let window: Int>(
    _ client: inout PingClient<window>, at now: Instant
  ) -> PingRequest? {
    client.nextRequest(at: now)
  }

  // MARK: Requests

  @Test("writes a request with its checksum, whose data counts up", arguments: [0, 1, 7, 56, 1472])
  func write(length: Int) throws {
    var client: PingClient<1> = client { $0.payloadLength = length }
    let request = try #require(request(&client, at: at(10)))
    #expect(request.destination == Self.peer)
    #expect(request.length == 8 + length)
    var bytes = [UInt8](repeating: 0xEE, count: request.length + 2)
    var span = bytes.mutableSpan
    #expect(request.write(to: &span) == request.length)
    let message = Array(bytes.dropLast(2))
    #expect(Array(bytes.suffix(2)) == [0xEE, 0xEE])
    #expect(naiveChecksum(message) == 0)
    #expect(Array(message[0..<2]) == [8, 0])
    #expect(Array(message[4..<8]) == [0x12, 0x34, 0, 1])
    #expect(Array(message[8...]) == (0..<length).map { UInt8(truncatingIfNeeded: $0) })
  }

  @Test("writes nothing where there is no room", arguments: [0, 7, 8, 9, 63])
  func noRoom(room: Int) throws {
    var client: PingClient<1> = client()
    let request = try #require(request(&client, at: at(10)))
    var bytes = [UInt8](repeating: 0xEE, count: room)
    var span = bytes.mutableSpan
    #expect(request.write(to: &span) == nil)
    #expect(bytes.allSatisfy { $0 == 0xEE })
  }

  @Test(
    "writes what Linux's ping sends, but for what is random in it", arguments: [0, 7, 56, 1472])
  func asLinux(length: Int) throws {
    // Requests of 16 bytes and more bear the time in front: from there on the data is the same.
    let recorded = try #require(
      try capture("ping").first { $0.count == 42 + length && $0[23] == 1 && $0[34] == 8 })
    var client: PingClient<1> = client(identifier: number(recorded, at: 38)) {
      $0.payloadLength = length
    }
    let request = try #require(request(&client, at: at(10)))
    var bytes = [UInt8](repeating: 0, count: request.length)
    var span = bytes.mutableSpan
    _ = request.write(to: &span)
    #expect(bytes.count == recorded.count - 34)
    #expect(Array(bytes[4..<8]) == Array(recorded[38..<42]))
    let common = length < 16 ? 0 : 24
    #expect(Array(bytes[common...]) == Array(recorded[(34 + common)...]))
  }

  @Test("no request is longer than IPv4 has room for", arguments: [-1, 65507, 65508, .max, .min])
  func payloadLength(length: Int) throws {
    var client: PingClient<1> = client { $0.payloadLength = length }
    let request = try #require(request(&client, at: at(10)))
    #expect(request.payloadLength == (length < 0 ? 0 : 65507))
  }

  @Test("sends at its start, then once in each interval, and as often as it was told")
  func schedule() {
    var client: PingClient<4> = client(count: 3)
    #expect(client.nextDeadline() == at(10))
    #expect(send(&client, at: at(9, 999_999)) == nil)
    #expect(send(&client, at: at(10)) == 1)
    #expect(send(&client, at: at(10)) == nil)
    #expect(client.nextDeadline() == at(11))
    #expect(send(&client, at: at(10, 999_999)) == nil)
    #expect(send(&client, at: at(11)) == 2)
    #expect(client.isFinished() == false)
    #expect(client.expire(at: at(12)) == 1)
    #expect(send(&client, at: at(12)) == 3)
    #expect(send(&client, at: at(13)) == nil)
    #expect(client.nextDeadline() == at(13))
    #expect(client.statistics.transmitted == 3)
    #expect(client.isFinished() == false)
    #expect(client.expire(at: at(20)) == 2)
    #expect(client.expire(at: at(20)) == 3)
    #expect(client.expire(at: at(20)) == nil)
    #expect(client.isFinished() == true)
    #expect(client.nextDeadline() == nil)
    #expect(client.statistics.timeouts == 3)
  }

  @Test("a late call makes up for no requests that it missed")
  func noBurst() {
    var client: PingClient<4> = client()
    #expect(send(&client, at: at(60)) == 1)
    #expect(send(&client, at: at(60)) == nil)
    #expect(send(&client, at: at(61)) == 2)
  }

  @Test("no more requests than the window wait at once")
  func window() throws {
    var client: PingClient<2> = client { $0.interval = .milliseconds(0) }
    #expect(send(&client, at: at(10)) == 1)
    #expect(send(&client, at: at(10)) == 2)
    #expect(send(&client, at: at(10)) == nil)
    #expect(client.nextDeadline() == at(12))
    // The oldest one has to be settled first.
    #expect(try receive(reply(2).packet, &client, at: at(10)) != nil)
    #expect(send(&client, at: at(10)) == nil)
    #expect(try receive(reply(1).packet, &client, at: at(10)) != nil)
    #expect(send(&client, at: at(10)) == 3)
    #expect(send(&client, at: at(10)) == 4)
    #expect(client.expire(at: at(11, 999_999)) == nil)
    #expect(client.expire(at: at(12)) == 3)
    #expect(send(&client, at: at(12)) == 5)
  }

  @Test("without a window nothing is sent")
  func noWindow() throws {
    var client: PingClient<0> = client()
    #expect(send(&client, at: at(10)) == nil)
    #expect(client.nextDeadline() == nil)
    #expect(client.expire(at: at(100)) == nil)
    #expect(try receive(reply(1).packet, &client, at: at(10)) == nil)
  }

  @Test("a count of 0 sends nothing and is finished")
  func noRequests() {
    var client: PingClient<2> = client(count: 0)
    #expect(send(&client, at: at(10)) == nil)
    #expect(client.isFinished() == true)
    #expect(client.nextDeadline() == nil)
  }

  @Test("a request that is withdrawn is not waited for, and another is sent for it")
  func withdraw() throws {
    var client: PingClient<1> = client(count: 1)
    let request = try #require(request(&client, at: at(10)))
    client.withdraw(request)
    client.withdraw(request)
    #expect(client.statistics.transmitted == 0)
    #expect(try receive(reply(1).packet, &client, at: at(10)) == nil)
    #expect(client.expire(at: at(20)) == nil)
    #expect(client.isFinished() == false)
    #expect(client.nextDeadline() == at(11))
    #expect(send(&client, at: at(10, 999_999)) == nil)
    #expect(send(&client, at: at(11)) == 2)
    #expect(client.statistics.transmitted == 1)
    #expect(send(&client, at: at(19)) == nil)
    client.withdraw(request)
    #expect(client.statistics.transmitted == 1)
  }

  @Test("sequence numbers go on after 65535 with 0, and replies still find their requests")
  func sequenceWraps() throws {
    var client: PingClient<3> = client { $0.interval = .milliseconds(0) }
    for number in 1...65540 as ClosedRange<UInt32> {
      let sequence = UInt16(truncatingIfNeeded: number)
      guard send(&client, at: at(10)) == sequence,
        case .reply(let settled)? = try receive(
          reply(sequence, []).packet, &client, at: at(10)),
        settled.sequence == sequence
      else {
        Issue.record("request \(number)")
        return
      }
    }
    #expect(client.statistics.received == 65540)
  }

  // MARK: Replies

  @Test("tells a reply's round trip, time to live, source and length")
  func replies() throws {
    var client: PingClient<4> = client()
    _ = send(&client, at: at(10))
    var packet = reply(1, pattern(11))
    packet.timeToLive = 57
    let event = try receive(packet.packet, &client, at: at(10, 1234))
    guard case .reply(let reply)? = event else {
      Issue.record("\(String(describing: event))")
      return
    }
    #expect(reply.sequence == 1)
    #expect(reply.roundTripTime.microseconds == 1234)
    #expect(reply.timeToLive == 57)
    #expect(reply.source == Self.peer)
    #expect(reply.payloadLength == 11)
    #expect(client.statistics.received == 1)
    #expect(client.expire(at: at(60)) == nil)
  }

  @Test("takes the replies that Linux sent, as they were recorded")
  func recordedReplies() throws {
    let replies = try capture("ping").filter { $0.count >= 42 && $0[23] == 1 && $0[34] == 0 }
    #expect(replies.count == 18)
    for frame in replies {
      let packet = Array(frame[14...])
      var client: PingClient<2> = client(
        to: IPv4Address(192, 0, 2, 2), identifier: number(frame, at: 38))
      _ = send(&client, at: at(10))
      let event = try receive(packet, &client, at: at(10, 99))
      guard case .reply(let reply)? = event else {
        Issue.record("\(frame) is \(String(describing: event))")
        continue
      }
      #expect(reply.sequence == number(frame, at: 40))
      #expect(reply.payloadLength == frame.count - 42)
      #expect(reply.timeToLive == frame[22])
      #expect(reply.source == IPv4Address(192, 0, 2, 2))
    }
  }

  @Test("a second reply is a duplicate, as long as its request is remembered")
  func duplicates() throws {
    var client: PingClient<2> = client()
    _ = send(&client, at: at(10))
    #expect(try receive(reply(1).packet, &client, at: at(10, 5)) != nil)
    for count in 1...3 as ClosedRange<UInt32> {
      guard case .duplicate(let again)? = try receive(reply(1).packet, &client, at: at(10, 9))
      else {
        Issue.record("no duplicate")
        return
      }
      #expect(again.sequence == 1 && again.roundTripTime.microseconds == 9)
      #expect(client.statistics.duplicates == count)
    }
    #expect(client.statistics.received == 1)
    _ = send(&client, at: at(11))
    _ = send(&client, at: at(12))
    #expect(try receive(reply(1).packet, &client, at: at(12)) == nil)
    #expect(client.statistics.unexpected == 1)
    #expect(client.statistics.longestRoundTrip?.microseconds == 5)
  }

  @Test("a reply counts until its request is given up, and not after that")
  func late() throws {
    var client: PingClient<4> = client()
    _ = send(&client, at: at(10))
    _ = send(&client, at: at(11))
    #expect(try receive(reply(1).packet, &client, at: at(12)) != nil)
    #expect(client.expire(at: at(13)) == 2)
    #expect(try receive(reply(2).packet, &client, at: at(13)) == nil)
    #expect(client.statistics.received == 1)
    #expect(client.statistics.timeouts == 1)
    #expect(client.statistics.unexpected == 1)
  }

  @Test("takes no reply of another host, identifier, sequence number or socket, nor one for many")
  func foreignReplies() throws {
    var client: PingClient<4> = client()
    _ = send(&client, at: at(10))
    let now = at(10)
    #expect(try receive(reply(1, from: .gateway).packet, &client, at: now) == nil)
    #expect(try receive(reply(1, identifier: 0x1235).packet, &client, at: now) == nil)
    #expect(try receive(reply(2).packet, &client, at: now) == nil)
    #expect(try receive(reply(0).packet, &client, at: now) == nil)
    #expect(try receive(reply(1).packet, &client, at: now, isForGroup: true) == nil)
    #expect(
      try receive(
        echoRequest(identifier: Self.identifier, sequence: 1).packet, &client, at: now) == nil)
    #expect(client.statistics.unexpected == 6)
    #expect(try receive(reply(1).packet, &client, at: now, socket: 1) == nil)
    #expect(client.statistics.unexpected == 6)
    #expect(client.statistics.received == 0)
    #expect(try receive(reply(1).packet, &client, at: now) != nil)
  }

  @Test("takes no reply that is cut off, or is of another protocol", arguments: 0..<8)
  func truncated(length: Int) throws {
    var client: PingClient<4> = client()
    _ = send(&client, at: at(10))
    var packet = reply(1)
    packet.payload = Array(packet.payload.prefix(length))
    #expect(try receive(packet.packet, &client, at: at(10)) == nil)
    packet = reply(1)
    packet.protocol = 17
    #expect(try receive(packet.packet, &client, at: at(10)) == nil)
    #expect(client.statistics.unexpected == 2)
  }

  // MARK: Errors

  @Test("tells what the network says of a request", arguments: [3, 11, 12] as [UInt8])
  func errors(type: UInt8) throws {
    var client: PingClient<4> = client()
    _ = send(&client, at: at(10))
    let event = try receive(error(1, type: type, code: 0), &client, at: at(10, 7))
    guard case .error(let error)? = event else {
      Issue.record("\(String(describing: event))")
      return
    }
    #expect(error.sequence == 1)
    #expect(error.type == ICMPv4Type(rawValue: type))
    #expect(error.code == 0)
    #expect(error.reporter == IPv4Address(192, 0, 2, 254))
    #expect(client.statistics.errors == 1)
    // It is told once, and not as a timeout again.
    #expect(try receive(self.error(1, type: type), &client, at: at(10, 8)) == nil)
    #expect(client.statistics.errors == 1)
    #expect(client.statistics.unexpected == 1)
    #expect(client.expire(at: at(60)) == nil)
    #expect(client.statistics.timeouts == 0)
  }

  @Test("an error is a hint: the reply that comes in time still counts, a later one does not")
  func replyAfterError() throws {
    var client: PingClient<4> = client(count: 2)
    _ = send(&client, at: at(10))
    _ = send(&client, at: at(11))
    _ = try receive(error(1), &client, at: at(11))
    _ = try receive(error(2), &client, at: at(11))
    #expect(client.isFinished() == true)
    #expect(try receive(reply(1).packet, &client, at: at(11, 999_999)) != nil)
    #expect(try receive(reply(2).packet, &client, at: at(13)) == nil)
    #expect(client.statistics.received == 1)
    #expect(client.statistics.errors == 2)
    // Nor does an error about a request that was answered.
    #expect(try receive(error(1), &client, at: at(13)) == nil)
    #expect(client.statistics.errors == 2)
  }

  @Test("takes no error about another's request")
  func foreignErrors() throws {
    var client: PingClient<4> = client()
    _ = send(&client, at: at(10))
    let packets = [
      error(2), error(1, identifier: 0x1235), error(1, to: [192, 0, 2, 9]),
      error(1, source: [192, 0, 2, 9]), error(1, type: 4), error(1, type: 5),
      IPv4Bytes(protocol: 1, from: .gateway, icmp(type: 3, code: 1, pattern(7))).packet,
    ]
    for packet in packets { #expect(try receive(packet, &client, at: at(10)) == nil) }
    #expect(client.statistics.unexpected == 7)
    #expect(client.statistics.errors == 0)
    #expect(try receive(error(1), &client, at: at(10)) != nil)
  }

  // MARK: Statistics

  @Test("has no round trips before the first reply, and loses nothing before the first request")
  func emptyStatistics() {
    let statistics = PingStatistics()
    #expect(statistics.shortestRoundTrip == nil)
    #expect(statistics.averageRoundTrip == nil)
    #expect(statistics.longestRoundTrip == nil)
    #expect(statistics.lossPerMille == 0)
  }

  @Test("tells the shortest, the average and the longest round trip, and the loss")
  func statistics() throws {
    var client: PingClient<4> = client()
    for (second, delay) in [(10, 300), (11, 100), (12, 201)] as [(UInt64, UInt64)] {
      let sequence = try #require(send(&client, at: at(second)))
      _ = try receive(reply(sequence).packet, &client, at: at(second, delay))
    }
    #expect(client.statistics.lossPerMille == 0)
    for second in 13...16 as ClosedRange<UInt64> {
      _ = client.expire(at: at(second))
      _ = send(&client, at: at(second))
    }
    let statistics = client.statistics
    #expect(statistics.shortestRoundTrip?.microseconds == 100)
    #expect(statistics.averageRoundTrip?.microseconds == 200)
    #expect(statistics.longestRoundTrip?.microseconds == 300)
    #expect(statistics.transmitted == 7 && statistics.received == 3)
    #expect(statistics.lossPerMille == 571)
  }

  @Test("a round trip beyond 32 bits of microseconds counts as the longest that there is")
  func longRoundTrips() throws {
    var client: PingClient<2> = client()
    for second in 10...11 as ClosedRange<UInt64> {
      let sequence = try #require(send(&client, at: at(second)))
      let longAfter = Instant(microseconds: 1 << 60)
      #expect(try receive(reply(sequence).packet, &client, at: longAfter) != nil)
    }
    #expect(client.statistics.longestRoundTrip?.microseconds == 0xFFFF_FFFF)
    #expect(client.statistics.averageRoundTrip?.microseconds == 0xFFFF_FFFF)
  }

  @Test("a clock that goes back makes a round trip of zero")
  func clockGoesBack() throws {
    var client: PingClient<2> = client()
    _ = send(&client, at: at(10))
    _ = try receive(reply(1).packet, &client, at: at(9))
    #expect(client.statistics.shortestRoundTrip?.microseconds == 0)
  }

  // MARK: Both ends

  @Test("the stack's own answers are the replies that it waits for")
  func answersOfTheStack() throws {
    var host = BoardHost()
    host.meet(.peer)
    var client: PingClient<4> = client(to: IPv4Address(192, 0, 2, 2), count: 5) {
      $0.payloadLength = 100
    }
    for second in 10...14 as ClosedRange<UInt64> {
      let request = try #require(request(&client, at: at(second)))
      var message = [UInt8](repeating: 0, count: request.length)
      var span = message.mutableSpan
      _ = request.write(to: &span)
      let answer = try #require(host.exchange(IPv4Bytes(protocol: 1, message).frame).first)
      let event = try receive(Array(answer[14...]), &client, at: at(second, 50))
      guard case .reply(let reply)? = event else {
        Issue.record("\(String(describing: event))")
        return
      }
      #expect(reply.payloadLength == 100)
    }
    #expect(client.isFinished() == true)
    #expect(client.statistics.lossPerMille == 0)
  }

  @Test("never counts more than was sent, nor spins, whatever comes when")
  func anything() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("PingClientTests.anything seed \(seed)")
    var random = SplitMix64(seed: seed)
    var client: PingClient<3> = client(count: 2000) { $0.interval = .milliseconds(100) }
    var now = at(10)
    var sent: [UInt16: Instant] = [:]
    var answered = 0
    for step in 0..<40_000 {
      while client.expire(at: now) != nil {}
      if let sequence = send(&client, at: now) { sent[sequence] = now }
      guard let deadline = client.nextDeadline() ?? (client.isFinished() ? now : nil),
        client.isFinished() || deadline > now
      else {
        Issue.record("seed \(seed), step \(step): spins")
        return
      }
      let newest = UInt16(truncatingIfNeeded: client.statistics.transmitted)
      let sequence = newest &- .random(in: 0...4, using: &random)
      var packet =
        Bool.random(using: &random) ? reply(sequence).packet : error(sequence)
      if Int.random(in: 0..<4, using: &random) == 0 {
        packet[.random(in: 20..<packet.count, using: &random)] ^= 1
      }
      if case .reply(let reply)? = try receive(packet, &client, at: now) {
        answered += 1
        let expected = sent[reply.sequence].map { now.since($0).microseconds }
        guard reply.roundTripTime.microseconds == expected else {
          Issue.record("seed \(seed), step \(step): \(reply)")
          return
        }
        sent[reply.sequence] = nil
      }
      now = now + .milliseconds(.random(in: 0...700, using: &random) / 10)
    }
    let statistics = client.statistics
    #expect(client.isFinished() == true, "seed \(seed)")
    #expect(statistics.transmitted == 2000, "seed \(seed)")
    #expect(statistics.received == UInt32(answered), "seed \(seed)")
    #expect(statistics.received + statistics.timeouts <= 2000, "seed \(seed)")
    #expect(statistics.received + statistics.timeouts + statistics.errors >= 2000)
    #expect(statistics.errors > 0 && statistics.duplicates > 0, "seed \(seed)")
  }
}
