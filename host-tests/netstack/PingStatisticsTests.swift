import Testing

@testable import NetStack
@testable import Services

/// What a ping client counts.
@Suite struct PingStatisticsTests: PingFixture {
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
}
