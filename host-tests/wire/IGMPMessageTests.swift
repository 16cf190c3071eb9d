import Testing
import Wire
import SeededRandom

@Suite struct IGMPMessageTests {
  private let group = IPv4Address(239, 1, 2, 3)

  /// The message with its checksum set right.
  private func summed(_ bytes: [UInt8]) -> [UInt8] {
    let cleared = bytes.replacing(at: 2, with: 0, 0)
    let checksum = referenceChecksum(cleared)
    return cleared.replacing(
      at: 2, with: UInt8(checksum >> 8), UInt8(truncatingIfNeeded: checksum))
  }

  private func query(_ bytes: [UInt8]) throws -> IGMPQuery? {
    let exact = ExactBytes(bytes)
    return try IGMPMessage(exact.span).query
  }

  @Test("reads the general query of a version 2 querier")
  func version2General() throws {
    #expect(
      try query(GoldenIGMP.message(GoldenIGMP.version2GeneralQuery))
        == IGMPQuery(version: .version2, group: .unspecified, maximumResponseTime: 100))
  }

  @Test("reads the query of a version 2 querier for one group")
  func version2Group() throws {
    #expect(
      try query(GoldenIGMP.message(GoldenIGMP.version2GroupQuery))
        == IGMPQuery(version: .version2, group: group, maximumResponseTime: 10))
  }

  @Test("reads the general query of a version 3 querier")
  func version3General() throws {
    #expect(
      try query(GoldenIGMP.message(GoldenIGMP.version3GeneralQuery))
        == IGMPQuery(
          version: .version3, group: .unspecified, maximumResponseTime: 100, queryInterval: 125))
  }

  @Test("reads the query of a version 3 querier for one group")
  func version3Group() throws {
    #expect(
      try query(GoldenIGMP.message(GoldenIGMP.version3GroupQuery))
        == IGMPQuery(
          version: .version3, group: group, maximumResponseTime: 10, queryInterval: 125))
  }

  @Test("reads a query without a response time as version 1: 10 seconds, any group meaning all")
  func version1() throws {
    let expected = IGMPQuery(version: .version1, group: .unspecified, maximumResponseTime: 100)
    #expect(try query([0x11, 0, 0xee, 0xff, 0, 0, 0, 0]) == expected)
    #expect(try query(summed([0x11, 0, 0, 0, 239, 1, 2, 3])) == expected)
  }

  @Test("takes the response code of version 2 as it is", arguments: 1...255 as ClosedRange<UInt8>)
  func version2Code(code: UInt8) throws {
    let query = try query(summed([0x11, code, 0, 0, 0, 0, 0, 0]))
    #expect(query?.maximumResponseTime == UInt32(code))
    #expect(query?.version == .version2)
  }

  @Test("takes the codes of version 3 as floating-point numbers from 128 on")
  func version3Codes() throws {
    // RFC 3376 §4.1.1: the values that each exponent begins and ends with.
    let expected: [UInt8: UInt32] = [
      0: 0, 1: 1, 100: 100, 127: 127, 0x80: 128, 0x81: 136, 0x8F: 248, 0x90: 256, 0x9F: 496,
      0xA0: 512, 0xAF: 992, 0xB0: 1024, 0xBF: 1984, 0xC0: 2048, 0xCF: 3968, 0xD0: 4096,
      0xDF: 7936, 0xE0: 8192, 0xEF: 15872, 0xF0: 16384, 0xFF: 31744,
    ]
    for (code, time) in expected { #expect(IGMPQuery.time(code: code) == time, "\(code)") }
    for code in 0...255 as ClosedRange<UInt8> {
      // The same as the specification words it, in floating point.
      let (mantissa, exponent) = (Int(code) % 16, (Int(code) - 128) / 16)
      let time = code < 128 ? Int(code) : (mantissa + 16) * (1 << (exponent + 3))
      let query = try query(summed([0x11, code, 0, 0, 0, 0, 0, 0, 2, code, 0, 0]))
      #expect(query?.maximumResponseTime == UInt32(time))
      #expect(query?.queryInterval == UInt32(time))
      #expect(query?.version == .version3)
    }
  }

  @Test(
    "reads the group that other hosts report",
    arguments: [
      (GoldenIGMP.version1Report, IGMPType.version1Report),
      (GoldenIGMP.version2Report, .version2Report), (GoldenIGMP.version2Leave, .leaveGroup),
    ])
  func report(packet: [UInt8], type: IGMPType) throws {
    let bytes = GoldenIGMP.message(packet)
    let message = try IGMPMessage(bytes.span)
    #expect(message.type == type)
    #expect(message.group == group)
    #expect(message.query == nil)
    #expect(Array(message.bytes) == bytes)
  }

  @Test("rejects fewer than 8 bytes, whatever they are", arguments: 0...7)
  func truncated(count: Int) {
    for packet in GoldenIGMP.all {
      let bytes = ExactBytes(GoldenIGMP.message(packet).prefix(count))
      #expect(throws: IGMPMessage.Malformation.truncated) { _ = try IGMPMessage(bytes.span) }
    }
  }

  @Test("rejects a query of 9 to 11 bytes, which is of no version", arguments: 9...11)
  func queryLength(count: Int) {
    let bytes = ExactBytes(summed(Array([0x11, 100] + [UInt8](repeating: 0, count: count - 2))))
    #expect(throws: IGMPMessage.Malformation.queryLength) { _ = try IGMPMessage(bytes.span) }
  }

  @Test("takes a report of version 1 or 2 that is longer than it need be", arguments: 9...13)
  func longReport(count: Int) throws {
    let bytes = ExactBytes(
      summed([0x16, 0, 0, 0, 239, 1, 2, 3] + [UInt8](repeating: 7, count: count - 8)))
    #expect(try IGMPMessage(bytes.span).group == group)
  }

  @Test(
    "rejects a query that names more sources than it holds",
    arguments: [(1, 0), (1, 3), (2, 4), (2, 7), (3, 11), (0xFFFF, 0), (0xFFFF, 40), (0x8000, 4)])
  func sources(count: UInt16, byteCount: Int) {
    let fixed: [UInt8] = [
      0x11, 10, 0, 0, 239, 1, 2, 3, 2, 125, UInt8(count >> 8), UInt8(truncatingIfNeeded: count),
    ]
    let bytes = ExactBytes(summed(fixed + [UInt8](repeating: 10, count: byteCount)))
    #expect(throws: IGMPMessage.Malformation.querySources) { _ = try IGMPMessage(bytes.span) }
  }

  @Test(
    "reads a query with all its sources, and with bytes behind them",
    arguments: [(0, 0), (0, 1), (1, 4), (1, 5), (2, 8), (366, 1464)])
  func allSources(count: UInt16, byteCount: Int) throws {
    let fixed: [UInt8] = [
      0x11, 10, 0, 0, 239, 1, 2, 3, 2, 125, UInt8(count >> 8), UInt8(truncatingIfNeeded: count),
    ]
    let query = try query(summed(fixed + [UInt8](repeating: 10, count: byteCount)))
    #expect(query?.group == group)
    #expect(query?.version == .version3)
  }

  @Test("rejects a query for all groups that names sources")
  func sourcesOfAll() {
    let bytes = ExactBytes(summed([0x11, 10, 0, 0, 0, 0, 0, 0, 2, 125, 0, 1, 192, 0, 2, 9]))
    #expect(throws: IGMPMessage.Malformation.querySources) { _ = try IGMPMessage(bytes.span) }
  }

  @Test("[C2] rejects a message with any bit wrong", arguments: GoldenIGMP.all)
  func anyBit(packet: [UInt8]) {
    let bytes = GoldenIGMP.message(packet)
    for bit in 0..<bytes.count * 8 {
      let wrong = ExactBytes(
        bytes.replacing(at: bit / 8, with: bytes[bit / 8] ^ 1 << (bit % 8)))
      #expect(throws: IGMPMessage.Malformation.checksum, "bit \(bit)") {
        _ = try IGMPMessage(wrong.span)
      }
    }
  }

  @Test("rejects a message cut anywhere behind its first 8 bytes")
  func cut() {
    for packet in GoldenIGMP.all {
      let bytes = GoldenIGMP.message(packet)
      for count in 8..<max(8, bytes.count) {
        let cut = ExactBytes(bytes.prefix(count))
        #expect(throws: IGMPMessage.Malformation.self) { _ = try IGMPMessage(cut.span) }
        // With a checksum that fits, a query of version 3 becomes one of version 2, or none.
        let repaired = ExactBytes(summed(Array(bytes.prefix(count))))
        _ = try? IGMPMessage(repaired.span)
      }
    }
  }

  @Test("survives any bytes")
  func random() {
    var generator = SplitMix64()
    var read = 0
    for _ in 0..<40_000 {
      var bytes = generator.bytes(count: .random(in: 0...40, using: &generator))
      if bytes.count >= 8, Bool.random(using: &generator) {
        bytes[0] = [0x11, 0x12, 0x16, 0x17, 0x22].randomElement(using: &generator)!
        if bytes.count >= 12, Bool.random(using: &generator) {
          bytes.replaceSubrange(10..<12, with: [0, .random(in: 0...8, using: &generator)])
        }
        bytes = summed(bytes)
      }
      let exact = ExactBytes(bytes)
      guard let message = try? IGMPMessage(exact.span) else { continue }
      read += 1
      let isQuery = message.type == .membershipQuery
      if (message.query != nil) != isQuery || message.query?.maximumResponseTime ?? 0 > 31744 {
        Issue.record("\(bytes)")
      }
    }
    #expect(read > 5000)
  }
}
