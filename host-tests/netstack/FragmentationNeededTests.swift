import NetStack
import Testing

/// Reports of packets that were too long, as they are read (RFC 1191 §4).
@Suite struct FragmentationNeededTests {
  /// A packet of ours, 1500 bytes long, with Don't Fragment set, of which 28 bytes are quoted.
  private static let quote: [UInt8] = [
    0x45, 0x00, 0x05, 0xDC, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11, 0x00, 0x00, 192, 0, 2, 2,
    198, 51, 100, 7, 0x00, 0x07, 0x9C, 0x40, 0x05, 0xC8, 0x00, 0x00,
  ]

  private func read(
    type: UInt8 = 3, code: UInt8 = 4, rest: [UInt8] = [0, 0, 0x02, 0x40],
    quote: [UInt8] = Self.quote
  ) throws -> FragmentationNeeded? {
    let bytes = icmp(type: type, code: code, rest: rest, quote)
    let message = try ICMPv4Message(bytes.span)
    return FragmentationNeeded(message, try IPv4Quote(message.payload))
  }

  @Test("reads the next-hop MTU, the destination and the length of the packet")
  func fields() throws {
    let report = try #require(try read())
    #expect(report.nextHopMTU == 0x0240)
    #expect(report.destination == IPv4Address(198, 51, 100, 7))
    #expect(report.quotedTotalLength == 1500)
    #expect(report.quotedHeaderLength == 20)
  }

  @Test("reads any next-hop MTU", arguments: [0, 1, 67, 68, 551, 552, 1499, 1500, 65535])
  func anyMTU(_ mtu: UInt16) throws {
    #expect(try read(rest: [0, 0] + octets(mtu))?.nextHopMTU == mtu)
  }

  @Test("[C17] bears a length of the quote beside the next-hop MTU")
  func lengthAttribute() throws {
    #expect(try read(rest: [0xFF, 0x20, 0x05, 0xD4])?.nextHopMTU == 1492)
  }

  @Test("reads the length of a header with options")
  func options() throws {
    var quote = Self.quote
    quote[0] = 0x4F
    quote += [UInt8](repeating: 1, count: 40)
    #expect(try read(quote: quote)?.quotedHeaderLength == 60)
  }

  @Test("takes a header alone for a quote")
  func shortestQuote() throws {
    #expect(try read(quote: Array(Self.quote.prefix(20)))?.quotedTotalLength == 1500)
  }

  @Test("takes no other message for one")
  func otherMessages() throws {
    for type in UInt8.min ... .max where type != 3 { #expect(try read(type: type) == nil) }
    for code in UInt8.min ... .max where code != 4 { #expect(try read(code: code) == nil) }
  }

  @Test("takes none about a packet that could be fragmented", arguments: [0x00, 0x20, 0x80, 0xBF])
  func mayFragment(_ flags: UInt8) throws {
    var quote = Self.quote
    quote[6] = flags
    #expect(try read(quote: quote) == nil)
  }

  @Test("reads nothing beyond a message that is shorter than the quote beside it")
  func quoteOfAnother() throws {
    let quote = try IPv4Quote(Self.quote.span)
    for count in 0..<20 {
      let bytes = icmp(type: 3, code: 4, rest: [0, 0, 0x02, 0x40], Array(Self.quote.prefix(count)))
      #expect(FragmentationNeeded(try ICMPv4Message(bytes.span), quote) == nil)
    }
  }
}
