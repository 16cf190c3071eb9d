import NetStack
import Testing

/// Fragments without end, and what they hide (RFC 791 §3.2; RFC 1122 §3.3.2).
@Suite struct ReassemblyBadInputTests {
  @Test("[bad input 13] a flood of datagrams that never end leaves others their place")
  func exhaustion() throws {
    let message = echoRequest(from: .neighbor(9), pattern(24)).payload
    var host = try makeBadInputHost()
    host.meet(.neighbor(9))
    let begin = fragment(
      Array(message[..<16]), identification: 7, from: .neighbor(9), protocol: 1)
    let end = fragment(
      Array(message[16...]), at: 16, more: false, identification: 7, from: .neighbor(9),
      protocol: 1)
    #expect(host.outcome(of: ethernet(begin)) == .fragmentHeld)
    for number in 1...200 as ClosedRange<UInt16> {
      let flood = fragment(pattern(8), identification: number)
      let reaction = host.react(to: ethernet(flood))
      #expect(reaction.outcome == .fragmentHeld && reaction.sent.isEmpty)
    }
    #expect(host.interface.counters.reassembly.evicted.datagrams == 199)
    let completed = host.react(to: ethernet(end))
    #expect(completed.outcome == .answered && completed.sent.count == 1)
    expectPingStillWorks(&host)
    host.advance(.seconds(59))
    host.meet(.peer)
    host.advance(.seconds(1))
    let last = fragment(pattern(8), identification: 200)
    #expect(host.poll() == [answer(icmp(type: 11, code: 1, last))])
    expectPingStillWorks(&host)
  }

  @Test("[bad input 13] a flood from forged sources ends with its time, and is not reported twice")
  func forgedSources() throws {
    var host = try makeBadInputHost()
    for number in 10...200 as ClosedRange<UInt8> {
      // No first fragments: nobody is told.
      let flood = fragment(pattern(8), at: 8, from: .neighbor(number))
      #expect(host.outcome(of: ethernet(flood)) == .fragmentHeld)
    }
    #expect(host.interface.counters.reassembly.evicted.datagrams == 189)
    expectPingStillWorks(&host)
    host.advance(.seconds(60))
    #expect(host.poll().isEmpty && host.deadline == nil)
    #expect(host.interface.counters.reassembly.timedOut.datagrams == 2)
    host.meet(.peer)
    expectPingStillWorks(&host)
  }

  @Test(
    "[bad input 13] quotes a tunnel that came in fragments as it was put together",
    arguments: [
      // Version and header length, type of service, total length within; flags and offset.
      [0x45, 0, 0, 44, 0, 1, 0, 0], [0x45, 0, 0, 30, 0, 1, 0x20, 0], [0x45, 0, 0, 0, 0, 1, 0, 0],
      [0x45, 0, 0xFF, 0xFF, 0, 1, 0x20, 0], [0x4F, 0, 0, 44, 0, 1, 0x1F, 0xFF],
      [0x40, 0, 0, 20, 0, 1, 0, 1],
    ] as [[UInt8]])
  func nested(start: [UInt8]) throws {
    let inner =
      start + [64, 17, 0, 0, 192, 0, 2, 9, 192, 0, 2, 2]
      + [0, 9, 0, 7, 0, 24, 0, 0] + pattern(16)
    var host = try makeBadInputHost()
    #expect(host.outcome(of: rawFragment(0x2000, 4, Array(inner[..<24]))) == .fragmentHeld)
    let reaction = host.react(to: rawFragment(0x0003, 4, Array(inner[24...])).padded)
    #expect(reaction.outcome == .answered)
    #expect(reaction.sent == [unreachable(code: 2, Array(rawFragment(0, 4, inner)[14...]))])
    #expect(host.deadline == nil)
    expectPingStillWorks(&host)
  }
}
