import Testing

@testable import NetStack
import SeededRandom

/// The options of packets, and of their replies, against a model that keeps the rules over arrays.
@Suite struct ReceivedOptionsPropertyTests {
  private let subnet = IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 24)

  /// A packet without payload whose checksum is not looked at.
  private func packet(_ options: [UInt8]) -> [UInt8] {
    [0x45 + UInt8(options.count / 4), 0, 0, 20 + UInt8(options.count)]
      + [0, 0, 0, 0, 64, 17, 0, 0] + Station.peer.address + Station.board.address + options
  }

  private func outcome(_ options: [UInt8]) throws -> OptionsModel.Outcome {
    let subnet = try #require(subnet)
    let bytes = packet(options)
    let packet = try IPv4Packet(bytes.span, verifyingChecksum: false)
    do throws(ReceivedOptions.Malformation) {
      let received = try ReceivedOptions(packet, subnet: subnet)
      var buffer = OptionsBuffer()
      let destination = received.writeReply(at: 0x8102_0304, to: &buffer)
      let octets = destination.octets
      return .reply(
        (0..<buffer.count).map { buffer.span[$0] }, destination: octets.indices.map { octets[$0] })
    } catch {
      return .drop("\(error)")
    }
  }

  /// Compares with the model, and reads the reply back as the next host would.
  /// - Returns: whether it is as it should be, and whether there are options in the reply.
  private func check(_ options: [UInt8]) throws -> (isRight: Bool, isAnswered: Bool) {
    let actual = try outcome(options)
    let expected = OptionsModel.outcome(
      options, source: Station.peer.address, us: Station.board.address, time: [0x81, 2, 3, 4])
    guard actual == expected else { return (false, false) }
    guard case .reply(let reply, _) = actual else { return (true, false) }
    guard reply.count <= 40, reply.count.isMultiple(of: 4) else { return (false, true) }
    switch try outcome(reply) {
    case .reply: return (true, !reply.isEmpty)
    // The way back is yet to be gone, and the count of hosts without room may have come to 15.
    case .drop(let reason):
      let isWell = reason == "sourceRouteIncomplete" || reason == "timestampOverflow"
      return (isWell, true)
    }
  }

  private func expectRight(
    _ areas: some Sequence<[UInt8]>, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var answered = 0
    for area in areas {
      let result = try check(area)
      if !result.isRight {
        Issue.record("\(area): \(try outcome(area))", sourceLocation: sourceLocation)
        return
      }
      if result.isAnswered { answered += 1 }
    }
    #expect(answered > 0, sourceLocation: sourceLocation)
  }

  private let kinds: [UInt8] = [0, 1, 7, 30, 68, 131, 137, 148]

  @Test("[I9] takes any one option of four bytes for what it is")
  func anyFour() throws {
    try expectRight(
      kinds.lazy.flatMap { kind in
        ([0, 1, 2, 3, 4, 5, 40, 255] as [UInt8]).lazy.flatMap { length in
          (UInt8.min ... .max).lazy.flatMap { pointer in
            ([0, 1, 7, 0xF0] as [UInt8]).lazy.map { [kind, length, pointer, $0] }
          }
        }
      })
  }

  @Test("[I9] takes any one option of eight bytes for what it is")
  func anyEight() throws {
    try expectRight(
      ([7, 68, 131, 137] as [UInt8]).lazy.flatMap { kind in
        (0...9 as ClosedRange<UInt8>).lazy.flatMap { length in
          ([0, 3, 4, 5, 6, 7, 8, 9, 10, 255] as [UInt8]).lazy.flatMap { pointer in
            (UInt8.min ... .max).lazy.map { [kind, length, pointer, $0, 0, 2, 9, 0] }
          }
        }
      })
  }

  /// Options that are answered, one of each kind among others.
  private let whole: [[UInt8]] = [
    [1, 7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0],
    [68, 12, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [68, 20, 13, 1, 198, 51, 100, 1, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0],
    [68, 20, 5, 3, 192, 0, 2, 2, 0, 0, 0, 0, 192, 0, 2, 9, 0, 0, 0, 0],
    [131, 15, 16, 198, 51, 100, 1, 203, 0, 113, 1, 192, 0, 2, 254, 1],
    [137, 7, 8, 192, 0, 2, 254, 7, 7, 4, 0, 0, 0, 0, 68, 8, 5, 0, 0, 0, 0, 0, 0, 0],
  ]

  @Test("[I9] takes options for what they are with any octet changed to anything")
  func corrupted() throws {
    try expectRight(
      whole.lazy.flatMap { area in
        area.indices.lazy.flatMap { index in
          (UInt8.min ... .max).lazy.map { value in
            var area = area
            area[index] = value
            return area
          }
        }
      })
  }

  @Test("[I9] takes options for what they are that are cut short, with the header or in it")
  func truncated() throws {
    try expectRight(
      whole.lazy.flatMap { area in
        stride(from: 0, to: area.count, by: 4).lazy.map { Array(area.prefix($0)) }
      } + [[7, 3, 4, 0]])
    try expectRight(
      whole.lazy.flatMap { area in
        area.indices.lazy.flatMap { index in
          ([0, 1] as [UInt8]).lazy.map { filler in
            area.prefix(index) + Array(repeating: filler, count: area.count - index)
          }
        }
      })
  }

  /// 0…40 bytes that are often options, and seldom whole ones.
  private func area(_ random: inout SplitMix64) -> [UInt8] {
    let words = Int(random.next() % 11)
    var area: [UInt8] = []
    while area.count < words * 4 {
      let kind = kinds.randomElement(using: &random) ?? 0
      guard kind > 1 else {
        area.append(kind & UInt8(truncatingIfNeeded: random.next()))
        continue
      }
      let entry = kind == 68 ? 8 : 4
      let header = kind == 68 ? 4 : 3
      let length = header + entry * Int(random.next() % 4)
      let places = Array(stride(from: header + 1, through: length + 1, by: entry))
      let pointer = kind > 130 ? length + 1 : places.randomElement(using: &random) ?? 0
      var option = random.bytes(length)
      option[0] = kind
      option[1] = UInt8(length)
      option[2] = UInt8(pointer)
      if kind == 68 { option[3] &= 0xF3 }
      for index in stride(from: header, to: length, by: entry) where random.next() % 4 != 0 {
        option.replaceSubrange(index..<index + 4, with: [192, 0, 2, option[index] % 5])
      }
      area += option
    }
    area.removeLast(area.count - words * 4)
    while !area.isEmpty, random.next() % 3 == 0 {
      area[Int(random.next() % UInt64(area.count))] = UInt8(truncatingIfNeeded: random.next())
    }
    return area
  }

  @Test("[I9] answers any options with well-formed ones or drops the packet, as the model does")
  func random() throws {
    var seed = UInt64.random(in: 0 ... .max)
    print("ReceivedOptionsPropertyTests seed \(seed)")
    for _ in 0..<40 {
      var random = SplitMix64(seed: seed)
      try expectRight((0..<500).map { _ in area(&random) })
      try expectRight((0..<100).map { _ in random.bytes(40) } + [[7, 3, 4, 0]])
      seed &+= 1
    }
  }

  @Test("random options reach every outcome")
  func coverage() throws {
    var random = SplitMix64(seed: 1)
    var outcomes: Set<String> = []
    for _ in 0..<5_000 {
      switch try outcome(area(&random)) {
      case .drop(let reason): outcomes.insert(reason)
      case .reply(let reply, let destination):
        if destination != Station.peer.address { outcomes.insert("reversed") }
        for kind: UInt8 in [7, 68, 131, 137] where reply.first == kind {
          outcomes.insert("\(kind)")
        }
      }
    }
    let expected = ReceivedOptions.Malformation.allCases.map { "\($0)" }
    #expect(outcomes == Set(expected + ["reversed", "7", "68", "131", "137"]))
  }
}
