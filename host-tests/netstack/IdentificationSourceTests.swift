import Testing

@testable import NetStack
@testable import Wire

/// Identifications of what is sent in fragments (RFC 6864 §4.3, §5.2).
@Suite struct IdentificationSourceTests {
  private func source(seed: UInt64) -> IdentificationSource {
    var random = RandomSource(seed: seed)
    return IdentificationSource(random: &random)
  }

  /// At a rate that is always allowed.
  private func identification(
    _ source: inout IdentificationSource, _ count: Int, to host: UInt8 = 1,
    protocol number: UInt8 = 17
  ) -> UInt16? {
    source.next(
      source: IPv4Address(192, 0, 2, 2), destination: IPv4Address(192, 0, 2, host),
      protocol: IPProtocol(rawValue: number), at: Instant(microseconds: UInt64(count) * 4_000))
  }

  @Test("[I18] repeats none for one destination and protocol within 65536 datagrams to anyone")
  func unique() throws {
    var source = source(seed: 1)
    // What is in use of each destination and protocol: when it was given last.
    var last: [UInt32: Int] = [:]
    for count in 0..<200_000 {
      // Most to one destination, so that its identifications are used up as soon as can be.
      let host = UInt8(count % 16 == 0 ? 2 : 1)
      let number = UInt8(count % 64 == 1 ? 1 : 17)
      let value = try #require(identification(&source, count, to: host, protocol: number))
      let use = UInt32(host) << 24 | UInt32(number) << 16 | UInt32(value)
      if let before = last.updateValue(count, forKey: use), count - before < 65_536 {
        Issue.record("\(value) is given at \(before) and at \(count)")
        return
      }
    }
  }

  private func ask(_ source: inout IdentificationSource, atMillisecond time: UInt64) -> UInt64? {
    let value = source.next(
      source: .unspecified, destination: .broadcast, protocol: .udp,
      at: Instant(microseconds: time * 1000))
    return value == nil ? nil : time
  }

  @Test("[I18] gives no more than 65536 in any two minutes")
  func rate() throws {
    var source = source(seed: 2)
    var given: [UInt64] = []
    // Asks as often as it can: at once, then each millisecond; and after a pause again.
    for (start, end) in [(UInt64(0), UInt64(130_000)), (300_000, 310_000)] {
      for _ in 0..<40_000 {
        if let time = ask(&source, atMillisecond: start) { given.append(time) }
      }
      for millisecond in start + 1...end {
        if let time = ask(&source, atMillisecond: millisecond) { given.append(time) }
      }
    }
    #expect(given.count { $0 == 0 } == 32_768)
    #expect(given.count { $0 == 300_000 } == 32_768)
    var first = 0
    var most = 0
    for index in given.indices {
      while given[index] - given[first] > 120_000 { first += 1 }
      most = max(most, index - first + 1)
    }
    #expect(most <= 65_536)
    // Nor much less, when all are asked for.
    #expect(most > 65_500)
  }

  @Test("[I18] gives 273 a second for as long as it is asked")
  func sustained() {
    var source = source(seed: 3)
    for count in 0..<100_000 {
      let value = source.next(
        source: .unspecified, destination: .broadcast, protocol: .udp,
        at: Instant(microseconds: UInt64(count) * 1_000_000 / 273))
      guard value != nil else {
        Issue.record("none is given at \(count)")
        return
      }
    }
  }

  @Test("starts elsewhere with another seed, and for another destination or protocol")
  func unpredictable() throws {
    var starts: Set<UInt16> = []
    for seed in 0..<32 as Range<UInt64> {
      for host in 1...4 as ClosedRange<UInt8> {
        for number in [UInt8(1), 17] {
          var source = source(seed: seed)
          let value = try #require(identification(&source, 0, to: host, protocol: number))
          starts.insert(value)
        }
      }
    }
    // 256 draws of 65536: one meeting in two runs, and four or more in none.
    #expect(starts.count > 250)
  }

  @Test("is the same with the same seed")
  func reproducible() {
    var one = source(seed: 4)
    var other = source(seed: 4)
    for count in 0..<100 {
      #expect(identification(&one, count) == identification(&other, count))
    }
  }

  @Test("has a small state")
  func size() {
    #expect(MemoryLayout<IdentificationSource>.stride == 24)
  }
}
