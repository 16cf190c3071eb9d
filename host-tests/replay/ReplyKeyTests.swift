import Testing

@testable import replay

@Suite struct ReplyKeyTests {
  @Test("knows a request from its quote, though routers and hosts changed its header")
  func quote() throws {
    let capture = try TestCapture("unreachable")
    var error = capture[6].bytes
    // Of the quoted header: type of service, time to live, checksum (RFC 791 §3.1).
    for offset in [43, 50, 52, 53] { error[offset] ^= 1 }
    let key = try #require(ReplyKey(reply: error))
    #expect(ReplyKey.keys(request: capture[5].bytes).contains(key))
    #expect(!ReplyKey.keys(request: capture[3].bytes).contains(key))
  }

  @Test("sees no reply in requests, announcements and incomplete frames")
  func noReply() throws {
    let arp = try TestCapture("arp")
    let ping = try TestCapture("ping")
    #expect(ReplyKey(reply: arp[3].bytes) == nil)
    #expect(ReplyKey(reply: arp[15].bytes) == nil)
    #expect(ReplyKey(reply: ping[3].bytes) == nil)
    for length in ping[4].bytes.indices {
      #expect(ReplyKey(reply: Array(ping[4].bytes.prefix(length))) == nil)
    }
    #expect(ReplyKey(reply: ping[4].bytes) != nil)
  }

  @Test("sees no request in replies and incomplete frames")
  func noRequest() throws {
    let arp = try TestCapture("arp")
    #expect(ReplyKey.keys(request: arp[2].bytes) == [])
    for length in 0..<42 {
      #expect(ReplyKey.keys(request: Array(arp[1].bytes.prefix(length))) == [])
    }
    #expect(ReplyKey.keys(request: arp[1].bytes).count == 1)
  }
}
