import SeededRandom
import Testing

@testable import NetStack
@testable import Services

/// A ping client and the stack, and whatever may come.
@Suite struct PingClientPropertyTests: PingFixture {
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
    print("PingClientPropertyTests.anything seed \(seed)")
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
