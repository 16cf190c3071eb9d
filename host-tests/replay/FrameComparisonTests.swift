import Testing

@testable import replay

@Suite struct FrameComparisonTests {
  /// An empty echo reply from 192.0.2.2 to 192.0.2.1 (RFC 791 §3.1, RFC 792).
  private let reply: [UInt8] = [
    0x02, 0, 0, 0, 0, 0x01, 0x02, 0, 0, 0, 0, 0x02, 0x08, 0x00,
    0x45, 0x00, 0x00, 0x1C, 0x00, 0x00, 0x40, 0x00, 0x40, 0x01, 0xB6, 0xDD,
    192, 0, 2, 2, 192, 0, 2, 1,
    0x00, 0x00, 0xFF, 0xFE, 0x00, 0x00, 0x00, 0x01,
  ]

  @Test("finds a reply's own header checksum wrong, even where it may differ from the recorded one")
  func headerChecksum() {
    var broken = reply
    broken[25] = 0xDC
    let comparison = FrameComparison(
      recorded: reply, replied: broken, ignoring: [.ipv4HeaderChecksum])
    #expect(
      comparison.differences == [
        "ipv4.header-checksum: replied 0xb6dc, wrong for its own header"
      ])
  }

  @Test("finds every changed bit, and no other field than its own")
  func everyBit() {
    for bit in 0..<8 * reply.count {
      var changed = reply
      changed[bit / 8] ^= 0x80 >> UInt8(bit % 8)
      let comparison = FrameComparison(recorded: changed, replied: reply, ignoring: [])
      #expect(!comparison.areEqual, "bit \(bit)")
    }
  }

  @Test("finds that a frame is cut, wherever it is cut")
  func cut() {
    for length in reply.indices {
      let cut = Array(reply.prefix(length))
      #expect(!FrameComparison(recorded: reply, replied: cut, ignoring: []).areEqual)
      #expect(!FrameComparison(recorded: cut, replied: reply, ignoring: []).areEqual)
    }
  }

  @Test("puts a longer frame's bytes beside dashes")
  func dashes() {
    let comparison = FrameComparison(
      recorded: reply, replied: reply + [0xAA], ignoring: [])
    #expect(comparison.differences == ["ethernet.padding: recorded none, replied 1 bytes"])
    #expect(
      HexDump(comparison).lines(limit: 8) == [
        "        recorded                           replied",
        "  0028   00  01 [--]                        00  01 [aa]",
      ])
  }

  @Test("shows the first rows of many and counts the rest")
  func rowLimit() {
    let comparison = FrameComparison(
      recorded: [UInt8](repeating: 0, count: 40), replied: [UInt8](repeating: 1, count: 40),
      ignoring: [])
    let lines = HexDump(comparison).lines(limit: 2)
    #expect(lines.count == 4)
    #expect(lines.last == "  and 3 more rows differ")
  }
}
