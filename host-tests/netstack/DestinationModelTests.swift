import SeededRandom
import Testing

@testable import NetStack

/// The cache against a model that keeps its rules in dictionaries.
@Suite struct DestinationModelTests {
  private struct Model {
    struct Entry {
      var value: Int
      var since: UInt64
    }

    let capacity: Int
    var now: UInt64
    /// Path MTUs as they are reported; 552 stands for what is said to be less.
    var pathMTUs: [IPv4Address: Entry] = [:]
    var floors: Set<IPv4Address> = []
    /// The last octets of gateways.
    var gateways: [IPv4Address: Entry] = [:]
    var lowered = 0
    var ignored = 0
    var followed = 0
    var evicted = 0

    mutating func expire() {
      pathMTUs = pathMTUs.filter { now < $0.value.since + 600_000_000 }
      gateways = gateways.filter { now < $0.value.since + 600_000_000 }
      floors.formIntersection(pathMTUs.keys)
    }

    /// Forgets the destination of which the newest knowledge is the oldest.
    mutating func makeRoom(for destination: IPv4Address) {
      let known = Set(pathMTUs.keys).union(gateways.keys)
      guard !known.contains(destination), known.count == capacity else { return }
      let newest = known.map {
        ($0, max(pathMTUs[$0]?.since ?? 0, gateways[$0]?.since ?? 0))
      }
      guard let victim = newest.min(by: { $0.1 < $1.1 }) else { return }
      pathMTUs[victim.0] = nil
      gateways[victim.0] = nil
      floors.remove(victim.0)
      evicted += 1
    }

    mutating func report(_ mtu: Int, _ length: Int, for destination: IPv4Address) {
      let estimate = pathMTUs[destination]?.value ?? 1500
      let sent = length >= estimate ? length - 20 : length
      let reported = mtu > 0 ? mtu : [1492, 1006, 508, 296].first { $0 < sent } ?? 68
      guard reported < estimate, !floors.contains(destination) else {
        ignored += 1
        return
      }
      makeRoom(for: destination)
      pathMTUs[destination] = Entry(value: max(552, reported), since: now)
      if reported < 552 { floors.insert(destination) }
      lowered += 1
    }

    mutating func redirect(_ destination: IPv4Address, to gateway: UInt8) {
      makeRoom(for: destination)
      gateways[destination] = Entry(value: Int(gateway), since: now)
      followed += 1
    }

    func summary(_ destination: IPv4Address) -> String {
      let mtu = pathMTUs[destination].map { "\($0.value)" } ?? "-"
      let gateway = gateways[destination].map { "\($0.value)" } ?? "-"
      return "\(mtu) \(floors.contains(destination)) \(gateway)"
    }
  }

  private func summary<let capacity: Int>(
    _ cache: inout DestinationCache<capacity>, _ destination: IPv4Address, at now: Instant
  ) -> String {
    let pathMTU = cache.pathMTU(to: destination, at: now)
    let mtu = pathMTU.map { "\($0.maximumTransmissionUnit)" } ?? "-"
    let gateway = cache.gateway(to: destination, at: now).map { "\($0.octets[3])" } ?? "-"
    return "\(mtu) \(pathMTU?.isFloor ?? false) \(gateway)"
  }

  private func report(
    _ mtu: UInt16, _ length: UInt16, for destination: IPv4Address
  ) throws -> FragmentationNeeded {
    let address = (0..<4).map { destination.octets[$0] }
    let quote =
      [0x45, 0] + octets(length) + [0, 0, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 2] + address
    let bytes = icmp(type: 3, code: 4, rest: [0, 0] + octets(mtu), quote)
    let message = try ICMPv4Message(bytes.span)
    return try #require(FragmentationNeeded(message, try IPv4Quote(message.payload)))
  }

  /// Time goes on with each step, so that no two entries end at once.
  private func compare<let capacity: Int>(
    _ cache: consuming DestinationCache<capacity>, from start: UInt64, _ random: inout SplitMix64
  ) throws {
    var cache = cache
    var counters = DestinationCounters()
    var model = Model(capacity: capacity, now: start)
    for step in 0..<4000 {
      model.now += .random(
        in: 1...(Bool.random(using: &random) ? 1_000 : 60_000_000), using: &random)
      model.expire()
      let now = Instant(microseconds: model.now)
      let destination = IPv4Address(
        198, 51, 100, .random(in: 1...UInt8(2 * capacity), using: &random))
      let gateway = UInt8.random(in: 1...3, using: &random)
      switch UInt8.random(in: 0..<20, using: &random) {
      case 0..<9:
        let mtu =
          UInt16.random(in: 0...2, using: &random) == 0
          ? 0 : UInt16.random(in: 400...1600, using: &random)
        let length = UInt16.random(in: 20...1600, using: &random)
        model.report(Int(mtu), Int(length), for: destination)
        _ = cache.learn(
          try report(mtu, length, for: destination), linkMTU: 1500, at: now, &counters)
      case 9..<17:
        model.redirect(destination, to: gateway)
        cache.redirect(destination, to: IPv4Address(192, 0, 2, gateway), at: now, &counters)
      case 17:
        model.gateways = model.gateways.filter { $0.value.value != Int(gateway) }
        cache.forget(gateway: IPv4Address(192, 0, 2, gateway))
      case 18:
        model.gateways = [:]
        cache.forgetGateways()
      default:
        guard step.isMultiple(of: 10) else { break }
        (model.pathMTUs, model.gateways, model.floors) = ([:], [:], [])
        cache.removeAll()
      }
      // Not all of them each time: what is looked up is also cleared of what has ended.
      let looked = Bool.random(using: &random) ? 1...UInt8(2 * capacity) : 1...1
      for number in looked {
        let other = IPv4Address(198, 51, 100, number)
        let (actual, expected) = (summary(&cache, other, at: now), model.summary(other))
        guard actual == expected else {
          Issue.record("seed \(random.seed), step \(step), \(other): \(actual) for \(expected)")
          return
        }
      }
      guard counters.pathMTUsLowered == model.lowered, counters.pathMTUsIgnored == model.ignored,
        counters.redirectsFollowed == model.followed, counters.evicted == model.evicted
      else {
        Issue.record("seed \(random.seed), step \(step): \(counters) for \(model)")
        return
      }
    }
    #expect(model.lowered > 0 && model.ignored > 0 && model.evicted > 0, "seed \(random.seed)")
  }

  @Test("does what its model does, at any capacity and time")
  func model() throws {
    var random = SplitMix64(test: #function)
    for start in [0, 49 * 86_400_000_000, UInt64.max / 2] as [UInt64] {
      try compare(DestinationCache<1>(), from: start, &random)
      try compare(DestinationCache<2>(), from: start, &random)
      try compare(DestinationCache<4>(), from: start, &random)
      try compare(DestinationCache<16>(), from: start, &random)
    }
  }
}
