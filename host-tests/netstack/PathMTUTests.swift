import Testing

@testable import NetStack

private typealias Subject = TimedDestinationCache
private let minute: UInt64 = 60_000_000
private let gateways = (1...9).map { IPv4Address(192, 0, 2, $0) }

/// Path MTUs of destinations (RFC 1191).
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
