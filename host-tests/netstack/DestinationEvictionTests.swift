import Testing

@testable import NetStack

private typealias Subject = TimedDestinationCache
private let minute: UInt64 = 60_000_000
private let gateways = (1...9).map { IPv4Address(192, 0, 2, $0) }

/// What a full destination cache forgets.
@Suite struct DestinationEvictionTests {
  private func destination(_ number: UInt8) -> IPv4Address { IPv4Address(198, 51, 100, number) }

  @Test("forgets the destination that ends first when the cache is full")
  func eviction() throws {
    var subject = Subject<3>()
    for number in [2, 1, 3] as [UInt8] {
      _ = try subject.report(1400, for: destination(number))
      subject.now += 1
    }
    // The one that was first has a redirect, which ends last.
    subject.redirect(destination(2), to: gateways[0])
    subject.now += 1
    _ = try subject.report(1300, for: destination(4))
    #expect(subject.pathMTU(destination(1)) == nil)
    #expect(subject.pathMTU(destination(2)) == .exactly(1400))
    #expect(subject.pathMTU(destination(3)) == .exactly(1400))
    #expect(subject.pathMTU(destination(4)) == .exactly(1300))
    #expect(subject.counters.evicted == 1)
    subject.now += 1
    subject.redirect(destination(5), to: gateways[0])
    #expect(subject.pathMTU(destination(3)) == nil)
    #expect(subject.counters.evicted == 2)
  }

  @Test("evicts nothing for a destination that is known, nor for a report that is ignored")
  func noEviction() throws {
    var subject = Subject<2>()
    _ = try subject.report(1400, for: destination(1))
    _ = try subject.report(1400, for: destination(2))
    _ = try subject.report(1300, for: destination(1))
    subject.redirect(destination(2), to: gateways[0])
    _ = try subject.report(1500, for: destination(3))
    #expect(subject.pathMTU(destination(1)) == .exactly(1300))
    #expect(subject.pathMTU(destination(2)) == .exactly(1400))
    #expect(subject.counters.evicted == 0)
  }

  @Test("counts no eviction of what is past its time")
  func expired() throws {
    var subject = Subject<2>()
    _ = try subject.report(1400, for: destination(1))
    subject.now += 1
    _ = try subject.report(1400, for: destination(2))
    subject.now += 10 * minute - 1
    _ = try subject.report(1400, for: destination(3))
    #expect(subject.counters.evicted == 0)
    #expect(subject.pathMTU(destination(2)) == .exactly(1400))
    subject.now += 1
    #expect(subject.pathMTU(destination(2)) == nil)
    #expect(subject.pathMTU(destination(3)) == .exactly(1400))
  }

  @Test("learns nothing without capacity")
  func noCapacity() throws {
    var subject = Subject<0>()
    #expect(try subject.report(600) == .ignored)
    subject.redirect(to: gateways[0])
    subject.cache.forget(gateway: gateways[0])
    subject.cache.forgetGateways()
    subject.cache.removeAll()
    #expect(subject.pathMTU() == nil)
    #expect(subject.gateway() == nil)
    #expect(subject.cache.isEmpty() == true)
  }
}
