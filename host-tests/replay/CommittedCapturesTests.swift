import Testing

@testable import replay

/// The captures in pcap/captures, as their README describes them.
@Suite struct CommittedCapturesTests {
  @Test("answers each capture as the recorded board did", arguments: TestCapture.comparable)
  func replies(name: String) {
    let path = TestCapture.path(name)
    let run = ToolRun(path, "--expect", path)
    #expect(run.status == .success, "\(run.output)")
    #expect(run.errors == "")
    #expect(run.count("different replies") == 0)
    #expect(run.count("only a recorded reply") == 0)
    #expect(run.count("only the stack's reply") == 0)
    #expect(run.count("sent by the stack, without counterpart") == 0)
  }

  @Test(
    "answers every request of a capture in which each is answered",
    arguments: [("ping", 19), ("udp-echo", 13), ("unreachable", 6)])
  func counts(name: String, requests: Int) {
    let path = TestCapture.path(name)
    let run = ToolRun(path, "--expect", path)
    #expect(run.count("frames") == 2 * requests)
    #expect(run.count("sent by the board, not fed") == requests)
    #expect(run.count("fed") == requests)
    #expect(run.count("answered") == requests)
    #expect(run.count("dropped") == 0)
    #expect(run.count("equal replies") == requests)
    #expect(run.count("no reply from either") == 0)
    #expect(run.count("recorded, without counterpart") == 0)
  }

  @Test("answers ARP for the board only, and learns from the rest that comes from a known neighbor")
  func arp() {
    let path = TestCapture.path("arp")
    let run = ToolRun(path, "--expect", path)
    #expect(run.count("frames") == 15)
    // 2, 6, 8, 11; and the board's own request and announcement, 3 and 15.
    #expect(run.count("sent by the board, not fed") == 6)
    #expect(run.count("equal replies") == 4)
    #expect(run.count("recorded, without counterpart") == 2)
    // 1, 5, 7, 10.
    #expect(run.count("answered") == 4)
    // The peer's reply, its request for an absent address, its announcements: 4, 9, 13, 14.
    #expect(run.count("delivered") == 4)
    // A probe has no sender to learn of: 12.
    #expect(run.count("dropped") == 1)
    #expect(run.count("arp-not-for-us") == 1)
    #expect(run.count("no reply from either") == 5)
  }

  @Test("gives an echo reply of zeros the right checksum, which Linux does not")
  func zeroEcho() {
    let path = TestCapture.path("u-boot")
    let run = ToolRun(path, "--expect", path)
    // U-Boot's ping has identifier and sequence number 0 and no data: the reply's sum is 0, so its
    // checksum is 0xFFFF (RFC 1071 §1). Linux updates the request's instead.
    #expect(run.count("different replies") == 1)
    #expect(run.count("only a recorded reply") == 0)
    #expect(run.count("only the stack's reply") == 0)
    #expect(run.output.contains("icmpv4.checksum: recorded 0x0000, replied 0xffff"))
  }

  @Test("does not answer a broadcast address, as Linux does, nor records its route twice")
  func oddities() {
    let path = TestCapture.path("hping")
    let run = ToolRun(path, "--expect", path)
    // RFC 1122 §3.2.1.3: a source of many is invalid.
    #expect(run.output.contains("the stack did not reply (ipv4-invalid-source)"))
    #expect(run.count("only a recorded reply") == 1)
    // RFC 1122 §3.2.2.6: the current host is added; Linux adds itself when it sends, too.
    #expect(run.output.contains("ipv4.options: recorded 40 bytes, replied 40 bytes"))
  }

  @Test("compares with another capture than the one that is fed")
  func otherCapture() {
    let run = ToolRun(TestCapture.path("ping"), "--expect", TestCapture.path("udp-echo"))
    #expect(run.status == .different)
    // Both begin with the same address resolution.
    #expect(run.count("equal replies") == 1)
    #expect(run.count("only the stack's reply") == 18)
    #expect(run.count("recorded, without counterpart") == 12)
    #expect(run.output.contains("and 8 more differences"))
  }
}
