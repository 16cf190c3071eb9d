import Testing
import Wire

/// What tells an echo from another (RFC 792, Echo).
@Suite struct ICMPv4EchoTests {
  @Test("requests and replies have an identifier and a sequence number, others do not")
  func messages() throws {
    for type in 0...255 {
      let bytes: [UInt8] = [UInt8(type), 0, 0, 0, 0x12, 0x34, 0x56, 0x78, 9]
      let echo = ICMPv4Echo(try ICMPv4Message(bytes.span, verifyingChecksum: false))
      let expected = ICMPv4Echo(identifier: 0x1234, sequence: 0x5678)
      #expect(echo == ([0, 8].contains(type) ? expected : nil))
    }
  }

  @Test("is the rest of the header that it was read from")
  func rest() {
    #expect(ICMPv4Echo(identifier: 0xFFFE, sequence: 0x0001).restOfHeader == 0xFFFE_0001)
  }

  private func quoted(_ bytes: [UInt8]) throws -> ICMPv4Echo? {
    ICMPv4Echo(quoted: try IPv4Quote(bytes.span))
  }

  @Test("is read from a quoted request, and from nothing else that is quoted")
  func quotes() throws {
    let header: [UInt8] = [
      0x45, 0, 0, 84, 0, 1, 0x20, 0, 64, 1, 0, 0, 192, 0, 2, 2, 192, 0, 2, 1,
    ]
    let message: [UInt8] = [8, 0, 0xAA, 0xBB, 0x12, 0x34, 0x56, 0x78]
    #expect(
      try quoted(header + message) == ICMPv4Echo(identifier: 0x1234, sequence: 0x5678))
    for length in 0..<8 { #expect(try quoted(header + message.prefix(length)) == nil) }
    #expect(try quoted(header + [0] + message.dropFirst()) == nil)
    var changed = header + message
    changed[9] = 17
    #expect(try quoted(changed) == nil)
    changed = header + message
    changed[7] = 1
    #expect(try quoted(changed) == nil)
  }
}
