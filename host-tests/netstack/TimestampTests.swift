import NetStack
import Testing

/// Timestamp messages (RFC 792; RFC 1122 §3.2.2.8).
@Suite struct TimestampTests {
  private enum Clocked: StackFeatures {
    static var detectsAddressConflicts: Bool { false }
    static var answersTimestamps: Bool { true }
  }

  private let request = icmp(type: 13, rest: [1, 2, 0, 3], [1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0])

  @Test("answers no timestamp request unless it is told to")
  func off() {
    var host = BoardHost()
    host.meet(.peer)
    let reaction = host.react(to: IPv4Bytes(protocol: 1, request).frame)
    #expect(reaction.outcome == .icmpUnhandled)
    #expect(reaction.sent.isEmpty)
  }

  @Test("returns the sender's time with its own, marked as no time of day")
  func answer() throws {
    var host = FeatureHost<Clocked, 1, 1, 1, 0, 0>()
    host.meet(.peer)
    host.advance(.seconds(3))
    let reaction = host.react(to: IPv4Bytes(protocol: 1, request).frame)
    #expect(reaction.outcome == .answered)
    let sent = try SentFrame(try #require(reaction.sent.first))
    #expect(Array(sent.payload[0..<2]) == [14, 0])
    #expect(Array(sent.payload[4..<8]) == [1, 2, 0, 3])
    // 3 000 000 µs are 2929 units of 1.024 ms.
    let time: [UInt8] = [0x80, 0, 0x0B, 0x71]
    #expect(sent.data == [1, 2, 3, 4] + time + time)
  }

  @Test("answers none that is short or for many")
  func refused() {
    var host = FeatureHost<Clocked, 1, 1, 1, 0, 0>()
    host.meet(.peer)
    var short = IPv4Bytes(protocol: 1, icmp(type: 13, rest: [1, 2, 0, 3], pattern(11)))
    #expect(host.react(to: short.frame).sent.isEmpty)
    short.payload = request
    short.destination = [192, 0, 2, 255]
    #expect(host.react(to: short.frame).sent.isEmpty)
  }
}
