import Testing

@testable import NetStack
@testable import Wire
import SeededRandom

/// Random fragments: against a model, against the datagrams they were cut from, and as they come.
@Suite struct ReassemblyModelTests {
  private typealias Part = ReassemblyModel.Part

  /// A few datagrams' fragments: mostly true ones, so that datagrams become whole; the others with
  /// anything wrong.
  private func randomPart(
    _ limit: Int, _ key: inout (UInt8, UInt16), _ random: inout SplitMix64
  ) -> Part {
    // Mostly of one datagram for a while.
    if Int.random(in: 0..<10, using: &random) == 0 {
      key = (.random(in: 1...3, using: &random), .random(in: 1...2, using: &random))
    }
    let (host, identification) = key
    let length = max(9, limit - (Int(host) * 13 + Int(identification) * 5) % limit)
    var part = Part(
      source: [192, 0, 2, host], identification: identification, protocol: host == 3 ? 6 : 17,
      options: host == 2 ? [1, 1, 1, 0] : [], offset: 0, more: true, payload: [])
    let units = (length + 7) / 8
    let choice = Int.random(in: 0..<100, using: &random)
    // Mostly cut every 16 bytes, so that they fit.
    var start = 2 * Int.random(in: 0..<(units + 1) / 2, using: &random)
    var end = min(length, start * 8 + 16)
    if choice == 6 || choice == 7 {
      start = Int.random(in: 0..<units, using: &random)
      end = min(length, (start + Int.random(in: 1...4, using: &random)) * 8)
    }
    part.offset = start * 8
    part.more = end < length
    let whole = pattern(length, from: host &* 31 &+ UInt8(identification))
    part.payload = Array(whole[start * 8..<end])
    switch choice {
    case 0: part.more.toggle()
    case 1: part.payload = random.bytes(.random(in: 0...limit, using: &random))
    case 2: part.offset = 8 * .random(in: 0...units + 1, using: &random)
    case 3: part.offset = 8 * .random(in: 0...8191, using: &random)
    case 4: part.payload = Array(part.payload.dropLast(.random(in: 1...8, using: &random)))
    case 5: if !part.payload.isEmpty { part.payload[part.payload.count - 1] ^= 1 }
    default: break
    }
    return part
  }

  private func compare<let datagramCapacity: Int, let byteCapacity: Int>(
    _ reassembly: Reassembly<datagramCapacity, byteCapacity>, seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    let subject = reassembly
    let limit = Reassembler<datagramCapacity, byteCapacity>.payloadCapacity
    var model = ReassemblyModel(capacity: datagramCapacity, payloadCapacity: limit)
    var now: UInt64 = 0
    var key: (UInt8, UInt16) = (1, 1)
    for step in 0..<4000 {
      // Time goes on with each, so that no two datagrams are of one age.
      now += .random(in: 1...(step % 20 == 0 ? 70_000_000 : 1_000_000), using: &random)
      let part = randomPart(limit, &key, &random)
      let packet = part.packet
      let expected = model.add(part, at: now)
      let verdict = try subject.add(packet, at: Instant(microseconds: now))
      let actual: ReassemblyModel.Verdict =
        switch verdict {
        case .held: .held
        case .duplicate: .duplicate
        case .dropped(let reason): .dropped(reason)
        case .complete(let index): .complete(subject.bytes(at: index))
        }
      var quotes: Set<[UInt8]> = []
      var expectedQuotes: Set<[UInt8]> = []
      // Not always at once, so that fragments meet datagrams whose time is up.
      if Bool.random(using: &random) {
        expectedQuotes = model.expire(at: now)
        while let expired = subject.reassembler.expire(
          at: Instant(microseconds: now), &subject.counters)
        {
          quotes.insert(subject.bytes(at: expired.index))
        }
      }
      let deadline = subject.reassembler.nextDeadline()?.microseconds
      guard actual == expected, quotes == expectedQuotes, deadline == model.nextDeadline,
        model.expects(subject.counters)
      else {
        Issue.record(
          """
          seed \(seed), step \(step), \(part): \(actual) for \(expected), \
          \(quotes) for \(expectedQuotes), \(subject.counters) for \(model.counts)
          """)
        return
      }
    }
    let counters = subject.counters
    #expect(counters.completed > 0 && counters.timedOut.datagrams > 0, "seed \(seed)")
    #expect(counters.discarded.datagrams > 0, "seed \(seed)")
    if datagramCapacity < 6 { #expect(counters.evicted.datagrams > 0, "seed \(seed)") }
  }

  @Test("[I15] does what its model does, at any capacity", arguments: 0..<8 as Range<UInt64>)
  func model(round: UInt64) throws {
    let seed = UInt64.random(in: 0 ... .max) &+ round
    print("ReassemblyModelTests.model seed \(seed)")
    try compare(Reassembly<1, 104>(), seed: seed)
    try compare(Reassembly<2, 128>(), seed: seed)
    try compare(Reassembly<3, 192>(), seed: seed)
    try compare(Reassembly<6, 160>(), seed: seed)
  }

  @Test(
    "[I15] puts together what was cut anyhow, shuffled and doubled, and nothing else",
    arguments: 0..<4 as Range<UInt64>)
  func cutAnyhow(round: UInt64) throws {
    let seed = UInt64.random(in: 0 ... .max) &+ round
    print("ReassemblyModelTests.cutAnyhow seed \(seed)")
    var random = SplitMix64(seed: seed)
    let subject = Reassembly<2, 1600>()
    for count in 0..<300 as Range<UInt16> {
      let length = Int.random(in: 17...1536, using: &random)
      let payload = random.bytes(length)
      var packets: [[UInt8]] = []
      var start = 0
      while start < length {
        let longest = Bool.random(using: &random) ? 3 : 40
        var end = min(length, start + 8 * .random(in: 1...longest, using: &random))
        // So that it is a fragment at all.
        if start == 0 { end = min(end, length / 9 * 8) }
        packets.append(
          fragment(
            Array(payload[start..<end]), at: start, more: end < length, identification: count))
        start = end
      }
      // One is lost in a third of the datagrams.
      let isLost = count % 3 == 0
      let lost = isLost ? packets.remove(at: .random(in: 0..<packets.count, using: &random)) : []
      packets += packets.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
      packets.shuffle(using: &random)
      let last = packets.indices.last { index in !packets[..<index].contains(packets[index]) }
      for (index, packet) in packets.enumerated() {
        let verdict = try subject.add(packet, atSecond: UInt64(count) * 61)
        switch verdict {
        case .held:
          #expect(isLost || index != last, "seed \(seed)")
        case .duplicate:
          #expect(packets[..<index].contains(packet), "seed \(seed)")
        case .complete(let place):
          #expect(!isLost && index == last, "seed \(seed)")
          let whole = datagram(payload, identification: count)
          #expect(subject.bytes(at: place) == whole, "seed \(seed)")
        case .dropped(let reason):
          Issue.record("seed \(seed), \(reason), lost \(lost)")
        }
        // What comes after the whole datagram would begin it again.
        if case .complete = verdict { break }
      }
      while subject.expire(atSecond: UInt64(count) * 61 + 60) != nil {}
    }
    #expect(subject.counters.completed == 200)
    #expect(subject.counters.timedOut.datagrams == 100)
  }

  /// Feeds headers and payloads of any content, and sees that no fragment is lost uncounted.
  private func feed<let datagramCapacity: Int, let byteCapacity: Int>(
    _ reassembly: Reassembly<datagramCapacity, byteCapacity>, _ count: Int, seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    let subject = reassembly
    var packet = fragment(pattern(600))
    var now: UInt64 = 0
    var held: UInt32 = 0
    var completing: UInt32 = 0
    for _ in 0..<count {
      let bits = random.next()
      let headerLength = bits & 31 == 0 ? 20 + Int(bits >> 3 & 15) % 11 * 4 : 20
      let wide = UInt16(truncatingIfNeeded: bits >> 32)
      // Mostly the parts of 16 bytes of a datagram of 80.
      var length = 16
      var field = wide % 5 * 2
      if field < 8 { field |= 0x2000 }
      switch bits >> 8 & 63 {
      case 0: length = Int(bits >> 16 & 0x1FF)
      case 1: field = wide
      case 2: field = wide & 0x201F
      case 3: length = Int(bits >> 16 & 7) * 8
      default: break
      }
      packet[0] = UInt8(0x40 | headerLength / 4)
      packet.replaceSubrange(2..<4, with: octets(UInt16(headerLength + length)))
      if bits >> 48 & 7 == 0 { packet[5] = UInt8(bits >> 62) }
      packet.replaceSubrange(6..<8, with: octets(field))
      packet[9] = bits >> 51 & 63 == 0 ? 6 : 17
      if bits >> 48 & 31 == 0 { packet[15] = UInt8(bits >> 60 & 3) }
      packet[20 + Int(bits >> 55 & 31)] &+= bits >> 57 == 0 ? 1 : 0
      now += bits & 0xFFF == 0 ? 61_000_000 : 1000
      let instant = Instant(microseconds: now)
      switch try subject.add(packet, at: instant) {
      case .held:
        held += 1
      case .complete(let index):
        completing += 1
        let isSound = subject.reassembler.withBytes(at: index) { bytes in
          guard let whole = try? IPv4Packet(bytes) else { return false }
          return !whole.isFragment && whole.totalLength == bytes.count
        }
        if !isSound {
          Issue.record("seed \(seed): a datagram is no packet")
          return
        }
      case .duplicate, .dropped:
        break
      }
      while let expired = subject.reassembler.expire(at: instant, &subject.counters) {
        let length = subject.reassembler.withBytes(at: expired.index) { $0.count }
        if !(28...548).contains(length) { Issue.record("seed \(seed): quotes \(length) bytes") }
      }
    }
    // After the end of time nothing is held.
    while subject.reassembler.expire(at: Instant(microseconds: .max), &subject.counters) != nil {}
    let counters = subject.counters
    #expect(counters.completed == completing)
    #expect(datagramCapacity == 0 || completing > 0, "seed \(seed)")
    let lost =
      counters.timedOut.fragments + counters.evicted.fragments + counters.discarded.fragments
    #expect(lost <= held, "seed \(seed)")
  }

  @Test("[I16] survives 1 600 000 fragments of any content", arguments: 0..<4 as Range<UInt64>)
  func garbage(round: UInt64) throws {
    let seed = UInt64.random(in: 0 ... .max) &+ round
    print("ReassemblyModelTests.garbage seed \(seed)")
    switch round {
    case 0: try feed(Reassembly<1, 144>(), 400_000, seed: seed)
    case 1: try feed(Reassembly<2, 8192>(), 400_000, seed: seed)
    case 2: try feed(Reassembly<5, 300>(), 400_000, seed: seed)
    default: try feed(Reassembly<3, 66000>(), 400_000, seed: seed)
    }
    try feed(Reassembly<0, 8192>(), 1000, seed: seed)
  }
}
