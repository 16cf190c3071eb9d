import Link
import NetStack
import Testing

/// The echo server (RFC 792; RFC 1122 §3.2.2.6).
@Suite struct ICMPEchoTests {
  private func host(_ device: TestDevice = TestDevice()) -> BoardHost {
    var host = BoardHost(device)
    host.meet(.peer)
    return host
  }

  @Test("[C13] returns the data whole, from the address that was asked")
  func echo() throws {
    var host = host()
    for size in 0...1472 {
      let data = pattern(size, from: UInt8(size & 0xFF))
      let reply = try SentFrame(try #require(host.exchange(echoRequest(data).frame).first))
      try #require(reply.data == data, "size \(size)")
      try #require(Array(reply.payload[0..<2]) == [0, 0])
      try #require(Array(reply.payload[4..<8]) == [1, 2, 0, 3])
      try #require(reply.packetSource == Station.board.address)
      try #require(reply.packetDestination == Station.peer.address)
    }
    #expect(host.interface.counters[.answered] == 1 + 1473)
  }

  @Test("[C13] answers Linux's pings of each size with Linux's bytes")
  func linux() throws {
    let messages = try capture("ping").filter { $0[12..<14] == [8, 0] }
    let requests = messages.filter { $0[34] == 8 }
    let replies = messages.filter { $0[34] == 0 }
    try #require(requests.count == 18 && replies.count == 18)
    var host = host()
    for (request, reply) in zip(requests, replies) {
      let sent = try SentFrame(try #require(host.exchange(request).first))
      expectSame(sent.bytes, asLinux: reply)
    }
  }

  @Test("returns the code with which it was asked", arguments: [1, 255] as [UInt8])
  func code(code: UInt8) throws {
    var host = host()
    let request = IPv4Bytes(protocol: 1, icmp(type: 8, code: code, pattern(5)))
    let reply = try SentFrame(try #require(host.exchange(request.frame).first))
    #expect(reply.payload[1] == code)
  }

  @Test("[C13] sums a reply right where the request's checksum leaves two ways to write zero")
  func zeros() throws {
    var host = host()
    // A reply of zeros alone has the checksum 0xFFFF; with 0 it would not add up (RFC 1624 §3).
    for data in [[], [0, 0, 0, 0], [0xFF, 0xFF], [0, 0, 0xFF, 0xFF, 0]] as [[UInt8]] {
      let request = echoRequest(identifier: 0, sequence: 0, data)
      let reply = try SentFrame(try #require(host.exchange(request.frame).first))
      #expect(
        number(reply.payload, at: 2) == naiveChecksum([0, 0, 0, 0, 0, 0, 0, 0] + data),
        "\(data)")
    }
  }

  @Test("[C13] sums every reply as if it were summed afresh")
  func everyChecksum() throws {
    var host = host()
    for identifier in stride(from: 0, through: 0xFFFF, by: 13) {
      let request = echoRequest(identifier: UInt16(identifier), sequence: 0xF7FF)
      let frame = try #require(host.exchange(request.frame).first)
      let expected = icmp(type: 0, rest: octets(UInt16(identifier)) + octets(0xF7FF))
      try #require(Array(frame[34...]) == expected)
    }
  }

  @Test("[C2] drops an echo whose checksum is wrong, at any length", arguments: 0...9)
  func checksum(size: Int) {
    var host = host()
    for offset in 34..<(42 + size) where offset != 34 {
      var frame = echoRequest(pattern(size)).frame
      frame[offset] ^= 0x10
      let reaction = host.react(to: frame)
      #expect(reaction.outcome == .icmpChecksum)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("[C2] trusts a device that verified the checksum")
  func verified() throws {
    var device = TestDevice()
    device.verifiedChecksums = .icmpv4
    var host = host(device)
    var frame = echoRequest(pattern(4)).frame
    let good = try #require(host.exchange(frame).first)
    #expect(try SentFrame(good).data == pattern(4))
    frame[42] ^= 1
    #expect(host.outcome(of: frame) == .answered)
  }

  @Test(
    "[C14] drops an echo to a broadcast or a group",
    arguments: [
      ([255, 255, 255, 255], Station.everyone), ([192, 0, 2, 255], Station.everyone),
      ([224, 0, 0, 1], Station.allSystems), ([255, 255, 255, 255], Station.board.hardware),
    ] as [([UInt8], [UInt8])])
  func groups(destination: [UInt8], hardware: [UInt8]) {
    var host = host()
    var request = echoRequest()
    request.destination = destination
    request.frameDestination = hardware
    let reaction = host.react(to: request.frame)
    #expect(reaction.outcome == .icmpEchoToGroup)
    #expect(reaction.sent.isEmpty)
  }

  @Test("drops a message without a whole header", arguments: 0..<8)
  func truncated(length: Int) {
    var host = host()
    let message = Array(icmp(type: 8).prefix(length))
    #expect(host.outcome(of: IPv4Bytes(protocol: 1, message).frame) == .icmpTruncated)
  }

  @Test("drops an echo that is too long for a reply, and counts it")
  func tooLong() {
    var device = TestDevice()
    device.capabilities.maximumFrameSize = 600
    var host = Host<8, 2, 4, 0, 0>(device)
    host.meet(.peer)
    #expect(host.outcome(of: echoRequest(pattern(600 - 42)).frame) == .answered)
    let reaction = host.react(to: echoRequest(pattern(600 - 42 + 1)).frame)
    #expect(reaction.outcome == .answerTooLong)
    #expect(reaction.sent.isEmpty)
  }
}
