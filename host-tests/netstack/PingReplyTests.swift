import Testing

@testable import NetStack
@testable import Services

/// The answers to a ping client (RFC 792, Echo; RFC 1122 §3.2.2.6).
@Suite struct PingReplyTests: PingFixture {
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
}
