import NetStack
import Testing

/// The limit on ICMP errors (RFC 1812 §4.3.2.8).
@Suite struct ErrorLimitTests {
  private func host(perSecond: UInt32, burst: UInt32) -> BoardHost {
    var host = BoardHost { configuration in
      configuration.icmpErrorsPerSecond = perSecond
      configuration.icmpErrorBurst = burst
    }
    host.meet(.peer)
    return host
  }

  /// How many of `count` datagrams to closed ports draw an error.
  private func errors(_ count: Int, _ host: inout BoardHost) -> Int {
    (0..<count).count { _ in !host.exchange(udp(to: 9).frame).isEmpty }
  }

  @Test("[C18] sends a burst of errors, then so many a second, and counts the others")
  func limit() {
    var host = host(perSecond: 10, burst: 4)
    #expect(errors(9, &host) == 4)
    #expect(host.interface.counters.icmpErrorsLimited == 5)
    #expect(host.interface.counters[.udpPortClosed] == 5)
    host.advance(.milliseconds(99))
    #expect(errors(2, &host) == 0)
    host.advance(.milliseconds(1))
    #expect(errors(2, &host) == 1)
    host.advance(.milliseconds(250))
    #expect(errors(5, &host) == 2)
  }

  @Test("[C18] saves up no more than a burst in a pause of any length")
  func pause() {
    var host = host(perSecond: 10, burst: 4)
    #expect(errors(4, &host) == 4)
    host.advance(.seconds(1_000_000))
    #expect(errors(9, &host) == 4)
  }

  @Test("[C18] sends no error at all when none a second are allowed")
  func none() {
    var host = host(perSecond: 0, burst: 4)
    #expect(errors(3, &host) == 0)
  }

  @Test("[C18] does not hold back replies")
  func replies() {
    var host = host(perSecond: 0, burst: 0)
    #expect(!host.exchange(echoRequest().frame).isEmpty)
  }
}
