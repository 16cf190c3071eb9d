import NetStack
import Testing

@testable import replay

/// Frames that the stack sends are held against the RFCs.
@Suite struct AuditTests {
  private func audit(_ request: [UInt8]) -> ReplayAudit {
    var audit = ReplayAudit(ReplayOptions(capture: ""))
    audit.arrive(request, at: Instant(microseconds: 0))
    return audit
  }

  @Test(
    "finds nothing wrong with what Linux answered", arguments: ["ping", "udp-echo", "unreachable"])
  func right(name: String) throws {
    let capture = try TestCapture(name)
    for index in stride(from: 2, to: capture.frames.count, by: 2) {
      var audit = audit(capture.frames[index].bytes)
      #expect(audit.fault(of: capture.frames[index + 1].bytes, isAnswer: true) == nil)
    }
  }

  @Test(
    "names what is wrong with an answer",
    arguments: [
      (6, "not from our station"), (24, "with a wrong header checksum"),
      (36, "with a wrong ICMP checksum"), (17, "with a wrong total length"),
    ])
  func wrong(offset: Int, rule: String) throws {
    let capture = try TestCapture("ping")
    var audit = audit(capture[19].bytes)
    var reply = capture[20].bytes
    reply[offset] ^= 4
    let fault = audit.fault(of: reply, isAnswer: true)
    #expect(fault?.contains(rule) == true, "\(fault ?? "nothing")")
  }

  @Test("forgets what came more than a minute ago")
  func forgets() throws {
    let capture = try TestCapture("ping")
    var audit = audit(capture[19].bytes)
    audit.arrive(capture[1].bytes, at: Instant(microseconds: 70_000_000))
    let fault = audit.fault(of: capture[20].bytes, isAnswer: true)
    #expect(fault?.contains("what never came") == true)
  }
}
