import Testing

@testable import NetStack

private typealias Subject = TimedDestinationCache
private let minute: UInt64 = 60_000_000
private let gateways = (1...9).map { IPv4Address(192, 0, 2, $0) }

/// Gateways that redirects name (RFC 1122 §3.2.2.2).
@Suite struct RedirectedGatewayTests {
  @Test("[C12] sends by the gateway that was named last, for one destination alone")
  func gateway() {
    var subject = Subject<4>()
    subject.redirect(to: gateways[0])
    #expect(subject.gateway() == gateways[0])
    #expect(subject.gateway(IPv4Address(198, 51, 100, 8)) == nil)
    subject.redirect(to: gateways[1])
    #expect(subject.gateway() == gateways[1])
    #expect(subject.counters.redirectsFollowed == 2)
  }

  @Test("forgets a redirect ten minutes after it was last given, to the microsecond")
  func ageing() {
    var subject = Subject<4>()
    subject.redirect(to: gateways[0])
    subject.now += 9 * minute
    subject.redirect(to: gateways[0])
    subject.now += 10 * minute - 1
    #expect(subject.gateway() == gateways[0])
    subject.now += 1
    #expect(subject.gateway() == nil)
    #expect(subject.cache.isEmpty() == true)
  }

  @Test("lets path MTU and redirect of one destination age apart")
  func apart() throws {
    var subject = Subject<4>()
    subject.redirect(to: gateways[0])
    subject.now += minute
    _ = try subject.report(1400)
    subject.now += 9 * minute
    #expect(subject.gateway() == nil)
    #expect(subject.pathMTU() == .exactly(1400))
    subject.redirect(to: gateways[1])
    subject.now += minute
    #expect(subject.pathMTU() == nil)
    #expect(subject.gateway() == gateways[1])
  }

  @Test("[C12] forgets the redirects to a gateway that is gone, and no others")
  func goneGateway() throws {
    var subject = Subject<8>()
    for number in 1...8 as ClosedRange<UInt8> {
      subject.redirect(IPv4Address(198, 51, 100, number), to: gateways[Int(number) % 2])
    }
    _ = try subject.report(1400, for: IPv4Address(198, 51, 100, 1))
    subject.cache.forget(gateway: gateways[1])
    for number in 1...8 as ClosedRange<UInt8> {
      let expected = number.isMultiple(of: 2) ? gateways[0] : nil
      #expect(subject.gateway(IPv4Address(198, 51, 100, number)) == expected)
    }
    #expect(subject.pathMTU(IPv4Address(198, 51, 100, 1)) == .exactly(1400))
    subject.cache.forget(gateway: .unspecified)
    #expect(subject.pathMTU(IPv4Address(198, 51, 100, 1)) == .exactly(1400))
  }

  @Test("forgets all redirects when addresses or routes change, and keeps path MTUs")
  func forgetGateways() throws {
    var subject = Subject<4>()
    _ = try subject.report(1400, for: IPv4Address(198, 51, 100, 1))
    for number in 1...4 as ClosedRange<UInt8> {
      subject.redirect(IPv4Address(198, 51, 100, number), to: gateways[Int(number)])
    }
    subject.cache.forgetGateways()
    for number in 1...4 as ClosedRange<UInt8> {
      #expect(subject.gateway(IPv4Address(198, 51, 100, number)) == nil)
    }
    #expect(subject.pathMTU(IPv4Address(198, 51, 100, 1)) == .exactly(1400))
    subject.cache.removeAll()
    #expect(subject.cache.isEmpty() == true)
    #expect(subject.pathMTU(IPv4Address(198, 51, 100, 1)) == nil)
  }

  @Test("takes no redirect for or to what is no single host")
  func invalid() {
    var subject = Subject<4>()
    subject.redirect(.broadcast, to: gateways[0])
    subject.redirect(.unspecified, to: gateways[0])
    subject.redirect(to: .unspecified)
    subject.redirect(to: .allSystems)
    #expect(subject.cache.isEmpty() == true)
    #expect(subject.counters.redirectsIgnored == 4)
    #expect(subject.counters.redirectsFollowed == 0)
  }
}
