import Testing

@testable import NetStack

/// A cache with a clock that the test moves.
private struct Subject<let capacity: Int>: ~Copyable {
  static var peer: IPv4Address { IPv4Address(198, 51, 100, 7) }

  var cache = DestinationCache<capacity>()
  var counters = DestinationCounters()
  var now: UInt64

  init(at now: UInt64 = 5_000_000) {
    self.now = now
  }

  private var instant: Instant { Instant(microseconds: now) }

  /// A report about a packet of 1500 bytes, or of another length.
  mutating func report(
    _ nextHopMTU: UInt16, for destination: IPv4Address = Self.peer, length: Int = 1500,
    headerLength: UInt8 = 20, link: Int = 1500
  ) throws -> PathMTUVerdict {
    let header = [UInt8(0x40 | headerLength / 4), 0] + octets(UInt16(length))
    let quote =
      header + [0, 0, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 2] + destination.bytes
      + [UInt8](repeating: 1, count: Int(headerLength) - 20)
    let bytes = icmp(type: 3, code: 4, rest: [0, 0] + octets(nextHopMTU), quote)
    let message = try ICMPv4Message(bytes.span)
    let report = try #require(FragmentationNeeded(message, try IPv4Quote(message.payload)))
    return cache.learn(report, linkMTU: link, at: instant, &counters)
  }

  mutating func pathMTU(_ destination: IPv4Address = Self.peer) -> PathMTU? {
    cache.pathMTU(to: destination, at: instant)
  }

  mutating func redirect(_ destination: IPv4Address = Self.peer, to gateway: IPv4Address) {
    cache.redirect(destination, to: gateway, at: instant, &counters)
  }

  mutating func gateway(_ destination: IPv4Address = Self.peer) -> IPv4Address? {
    cache.gateway(to: destination, at: instant)
  }
}

extension IPv4Address {
  fileprivate var bytes: [UInt8] { (0..<4).map { octets[$0] } }
}

extension PathMTU {
  fileprivate static func exactly(_ value: Int) -> PathMTU {
    PathMTU(maximumTransmissionUnit: value, isFloor: false)
  }

  fileprivate static func floor(_ value: Int = 552) -> PathMTU {
    PathMTU(maximumTransmissionUnit: value, isFloor: true)
  }
}

private let minute: UInt64 = 60_000_000
private let gateways = (1...9).map { IPv4Address(192, 0, 2, $0) }

@Suite struct PathMTUTests {
  @Test("knows nothing of a path before a report")
  func nothing() {
    var subject = Subject<4>()
    #expect(subject.pathMTU() == nil)
    #expect(subject.gateway() == nil)
    #expect(subject.cache.isEmpty() == true)
  }

  @Test(
    "takes the next-hop MTU where it is between the floor and the link's",
    arguments: [552, 553, 576, 1280, 1492, 1499])
  func nextHopMTU(_ value: UInt16) throws {
    var subject = Subject<4>()
    #expect(try subject.report(value) == .lowered(.exactly(Int(value))))
    #expect(subject.pathMTU() == .exactly(Int(value)))
    #expect(subject.pathMTU(IPv4Address(198, 51, 100, 8)) == nil)
    #expect(subject.cache.isEmpty() == false)
    #expect(subject.counters.pathMTUsLowered == 1)
    #expect(subject.counters.pathMTUsIgnored == 0)
  }

  @Test(
    "goes no lower than the floor, and lets routers fragment below", arguments: [1, 67, 68, 551])
  func floor(_ value: UInt16) throws {
    var subject = Subject<4>()
    #expect(try subject.report(value) == .lowered(.floor()))
    #expect(subject.pathMTU() == .floor())
  }

  @Test("lets routers fragment once less than a path MTU at the floor is reported")
  func belowFloor() throws {
    var subject = Subject<4>()
    #expect(try subject.report(552) == .lowered(.exactly(552)))
    #expect(try subject.report(551) == .lowered(.floor()))
    #expect(try subject.report(551) == .ignored)
    #expect(try subject.report(68) == .ignored)
    #expect(subject.pathMTU() == .floor())
  }

  @Test("ignores what is not below the link's MTU", arguments: [1500, 1501, 9000, 65535])
  func notBelowLink(_ value: UInt16) throws {
    var subject = Subject<4>()
    #expect(try subject.report(value) == .ignored)
    #expect(subject.pathMTU() == nil)
    #expect(subject.cache.isEmpty() == true)
    #expect(subject.counters.pathMTUsIgnored == 1)
    #expect(subject.counters.pathMTUsLowered == 0)
  }

  @Test("never raises a path MTU", arguments: [1000, 1001, 1499, 1500, 65535])
  func neverRaised(_ value: UInt16) throws {
    var subject = Subject<4>()
    _ = try subject.report(1000)
    #expect(try subject.report(value) == .ignored)
    #expect(subject.pathMTU() == .exactly(1000))
    #expect(subject.counters.pathMTUsIgnored == 1)
    #expect(try subject.report(999) == .lowered(.exactly(999)))
  }

  @Test(
    "takes the plateau below the packet where a router tells no MTU",
    arguments: [
      (1500, 1006), (1499, 1492), (1493, 1492), (1492, 1006), (1007, 1006), (1006, 552),
      (576, 552), (508, 552), (297, 552), (68, 552), (20, 552), (0, 552),
    ])
  func plateau(length: Int, expected: Int) throws {
    var subject = Subject<4>()
    // The length of the link's MTU might have 20 added to it by 4.2BSD: then it was 1480.
    #expect(
      try subject.report(0, length: length)
        == .lowered(expected > 552 ? .exactly(expected) : .floor()))
  }

  @Test("takes the plateaus of RFC 1191 on a link that is long enough")
  func longLink() throws {
    var subject = Subject<4>()
    let plateaus = [32000, 17914, 8166, 4352, 2002, 1492, 1006]
    // Packets as long as the path is thought to be, and the length of a header less.
    for (length, plateau) in zip([65535, 32020, 17934, 8186, 4372, 2022, 1512], plateaus) {
      #expect(try subject.report(0, length: length, link: 65535) == .lowered(.exactly(plateau)))
    }
    #expect(try subject.report(0, length: 1006, link: 65535) == .lowered(.floor()))
  }

  @Test("ignores a plateau that is not below the path MTU, as of packets still on their way")
  func stalePlateau() throws {
    var subject = Subject<4>()
    #expect(try subject.report(0) == .lowered(.exactly(1006)))
    // Sent before the first report came.
    #expect(try subject.report(0) == .ignored)
    #expect(subject.pathMTU() == .exactly(1006))
  }

  @Test("takes the header's length off a length that a router of 4.2BSD may have added it to")
  func addedHeader() throws {
    var subject = Subject<4>()
    _ = try subject.report(1007)
    // A packet of 1007 bytes with options: 947 + 60.
    #expect(try subject.report(0, length: 1007, headerLength: 60) == .lowered(.floor()))
    var other = Subject<4>()
    _ = try other.report(1100)
    // 1099 is below the path MTU, so nothing was added.
    #expect(try other.report(0, length: 1099) == .lowered(.exactly(1006)))
  }

  @Test("goes by the plateaus of RFC 1191 table 7-1")
  func table() {
    let plateaus = [65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68]
    for length in 69...70000 {
      let expected = plateaus.first { $0 < length }
      if MTUPlateau.below(length) != expected { Issue.record("\(length)") }
    }
    for length in [68, 67, 1, 0, -1, -60, .min] { #expect(MTUPlateau.below(length) == 68) }
    #expect(MTUPlateau.below(.max) == 65535)
  }

  @Test("lets routers fragment on a link whose MTU is below the floor", arguments: [68, 300, 551])
  func shortLink(_ link: Int) throws {
    var subject = Subject<4>()
    #expect(try subject.report(UInt16(link), link: link) == .ignored)
    #expect(try subject.report(UInt16(link) - 1, link: link) == .lowered(.floor(link)))
  }

  @Test("bears any link", arguments: [Int.min, -1, 0, 1, 65535, 65536, Int.max])
  func anyLink(_ link: Int) throws {
    for value in [0, 1, 67, 68, 551, 552, 1499, 1500, 65535] as [UInt16] {
      for length in [0, 20, 59, 60, 1500, 65535] {
        var subject = Subject<4>()
        let verdict = try subject.report(value, length: length, headerLength: 60, link: link)
        #expect((verdict == .ignored) == (subject.pathMTU() == nil))
      }
    }
  }

  @Test("forgets a path MTU ten minutes after it was lowered, to the microsecond")
  func ageing() throws {
    var subject = Subject<4>()
    _ = try subject.report(1400)
    subject.now += 10 * minute - 1
    #expect(subject.pathMTU() == .exactly(1400))
    subject.now += 1
    #expect(subject.pathMTU() == nil)
    #expect(subject.cache.isEmpty() == true)
  }

  @Test("prolongs a path MTU with a decrease, and with nothing else")
  func prolonging() throws {
    var subject = Subject<4>()
    _ = try subject.report(1400)
    subject.now += 9 * minute
    #expect(try subject.report(1400) == .ignored)
    #expect(try subject.report(1450) == .ignored)
    subject.now += minute - 1
    #expect(try subject.report(1399) == .lowered(.exactly(1399)))
    subject.now += 10 * minute - 1
    #expect(try subject.report(1399) == .ignored)
    #expect(subject.pathMTU() == .exactly(1399))
    subject.now += 1
    #expect(subject.pathMTU() == nil)
  }

  @Test("does not prolong a path MTU at the floor")
  func floorAgeing() throws {
    var subject = Subject<4>()
    _ = try subject.report(100)
    subject.now += 10 * minute - 1
    #expect(try subject.report(99) == .ignored)
    #expect(try subject.report(0, length: 60) == .ignored)
    subject.now += 1
    #expect(subject.pathMTU() == nil)
  }

  @Test("takes a path MTU again that it has forgotten")
  func again() throws {
    var subject = Subject<4>()
    _ = try subject.report(600)
    subject.now += 10 * minute
    #expect(try subject.report(1400) == .lowered(.exactly(1400)))
  }

  @Test(
    "ignores reports for what is no single host",
    arguments: [
      IPv4Address.unspecified, .broadcast, .allSystems, IPv4Address(127, 0, 0, 1),
      IPv4Address(239, 1, 2, 3), IPv4Address(240, 0, 0, 1),
    ])
  func invalidDestination(_ destination: IPv4Address) throws {
    var subject = Subject<4>()
    #expect(try subject.report(600, for: destination) == .ignored)
    #expect(subject.pathMTU(destination) == nil)
    #expect(subject.counters.pathMTUsIgnored == 1)
  }

  @Test(
    "works at any time",
    arguments: [
      0, 1, 1 << 32, (1 << 32) * 1000, .max / 2, .max - 600_000_000, .max - 1, .max,
    ] as [UInt64])
  func anyTime(_ start: UInt64) throws {
    var subject = Subject<1>(at: start)
    _ = try subject.report(1400)
    subject.redirect(to: gateways[0])
    #expect(subject.pathMTU() == .exactly(1400))
    #expect(subject.gateway() == gateways[0])
    let (later, isPast) = start.addingReportingOverflow(10 * minute)
    guard !isPast else { return }
    subject.now = later - 1
    #expect(subject.pathMTU() == .exactly(1400))
    subject.now = later
    #expect(subject.pathMTU() == nil)
    #expect(subject.gateway() == nil)
  }
}

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
