import Testing

@testable import NetStack
@testable import Services

/// The requests of a ping client (RFC 792, Echo).
@Suite struct PingClientTests: PingFixture {
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
}
