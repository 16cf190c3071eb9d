import NetStack
import Testing

/// Datagrams that could go out in fragments, and do not.
@Suite struct FragmentRefusalTests {
  @Test("[I17] no more datagrams that may be fragmented leave than RFC 6864 §5.2 lets")
  func limit() throws {
    var host = Host<2, 1, 1, 0, 3000>()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    let peer = Endpoint(IPv4Address(192, 0, 2, 1), port: 9)
    var byRouters = UDPSocketOptions()
    byRouters.fragmentPolicy = .byRouters
    host.interface.setOptions(byRouters, of: socket)
    // Half of the 65 536 of two minutes may come at once.
    for _ in 0..<32_768 {
      try host.interface.send([1].span, from: socket, to: peer, at: host.now)
    }
    #expect(host.interface.device.takeSent().count == 32_768)
    #expect(throws: SendError.tooLong) {
      try host.interface.send([1].span, from: socket, to: peer, at: host.now)
    }
    #expect(host.interface.counters.fragmentsLimited == 1)
    host.interface.setOptions(UDPSocketOptions(), of: socket)
    #expect(throws: SendError.tooLong) {
      try host.interface.send(pattern(2000).span, from: socket, to: peer, at: host.now)
    }
    #expect(host.interface.counters.fragmentsLimited == 2)
    // What can't be fragmented needs no identification.
    try host.interface.send([1].span, from: socket, to: peer, at: host.now)
    // One more each 3.663 ms.
    host.advance(.milliseconds(4))
    try host.interface.send(pattern(2000).span, from: socket, to: peer, at: host.now)
  }

  @Test("a neighbor that there is no place to ask for gets no fragments")
  func neighborsFull() throws {
    var host = Host<1, 1, 1, 0, 3000>()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: [192, 0, 2, 9])
    #expect(throws: SendError.neighborsFull) {
      try host.send(pattern(2000), from: socket, to: [192, 0, 2, 10])
    }
    #expect(host.interface.counters.neighborsFull == 1)
    #expect(host.interface.counters.datagramsFragmented == 0)
  }

  @Test("a short answer to what came in fragments goes whole", arguments: [0, 3, 1472])
  func short(length: Int) throws {
    var host = BoardHost()
    host.meet(.peer)
    try host.open(7)
    let datagram = UDPBytes(payload: pattern(2000)).datagram
    var first = IPv4Bytes(protocol: 17, Array(datagram[..<1480]))
    first.fragment = 0x2000
    var second = IPv4Bytes(protocol: 17, Array(datagram[1480...]))
    second.fragment = 185
    let answer = pattern(length)
    let sent = host.exchange(first.frame, second.frame) { _, slot in
      slot.send(copying: answer.span)
    }
    #expect(sent.count == 1)
    let frame = try SentFrame(try #require(sent.first))
    #expect(frame.data == answer)
    // Don't Fragment, and no identification (RFC 6864 §4.1).
    #expect(number(frame.bytes, at: 20) == 0x4000)
    #expect(host.interface.counters.datagramsFragmented == 0)
  }
}
