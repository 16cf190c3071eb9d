import Link
import NetStack
import Testing

/// Packets of raw sockets that take more than a frame, or another way than most.
@Suite struct RawFragmentTests {
  private let peer = IPv4Address(192, 0, 2, 1)
  private let experiment = IPProtocol(rawValue: 253)

  @Test("sends what is longer than a frame in fragments")
  func long() throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bindRaw(experiment)
    let payload = pattern(3000)
    try host.interface.send(from: socket, to: peer, longest: 3000, at: host.now) { slot in
      slot.send(copying: payload.span)
    }
    let sent = host.interface.device.takeSent() + host.poll()
    #expect(sent.map(\.count) == [1514, 1514, 74])
    #expect(sent.flatMap { $0[34...] } == payload)
    // More Fragments and the offset in eights of bytes (RFC 791 §3.1).
    #expect(sent.map { number($0, at: 20) } == [0x2000, 0x2000 | 185, 370])
  }

  @Test("sends to a group from its first address")
  func group() throws {
    var host = BoardHost()
    let socket = try host.interface.bindRaw(experiment)
    try host.interface.send(from: socket, to: IPv4Address(239, 1, 2, 3), at: host.now) { slot in
      slot.send(copying: [1].span)
    }
    let sent = try #require(host.poll().first)
    #expect(Array(sent[0..<6]) == [1, 0, 0x5E, 1, 2, 3])
    #expect(Array(sent[26..<34]) == Station.board.address + [239, 1, 2, 3])
    #expect(sent[22] == 1)
  }

  @Test("sends nothing without an address, nor where no way leads")
  func nowhere() throws {
    var host = BoardHost(subnet: nil, gateway: nil)
    let socket = try host.interface.bindRaw(experiment)
    #expect(throws: SendError.noAddress) {
      try host.interface.send(from: socket, to: peer, at: host.now) { slot in slot.send(0) }
    }
    try host.interface.addAddress(#require(IPv4Subnet.board), at: host.now)
    #expect(throws: SendError.noRoute) {
      try host.interface.send(from: socket, to: IPv4Address(198, 51, 100, 1), at: host.now) {
        slot in slot.send(0)
      }
    }
    #expect(host.poll().isEmpty)
  }

  @Test("[C10] cuts a packet for its path, whatever checksums the device computes")
  func cut() throws {
    var device = TestDevice()
    device.capabilities.transmitChecksums = ChecksumSet.icmpv4.union(.udp)
    var host = BoardHost(device)
    host.meet(.gateway)
    let echo = try host.interface.bindEcho(identifier: 0x0102)
    var request = echoRequest(pattern(5))
    request.source = Station.board.address
    request.destination = [198, 51, 100, 7]
    request.fragment = 0x4000
    request.totalLength = 1500
    let error = IPv4Bytes(
      protocol: 1, from: .gateway, icmp(type: 3, code: 4, rest: [0, 0, 2, 0x40], request.packet))
    host.exchange(error.frame)
    #expect(host.interface.counters.destinations.pathMTUsLowered == 1)
    host.interface.close(echo)
    let socket = try host.interface.bindRaw(experiment)
    let payload = pattern(1000)
    try host.interface.send(
      from: socket, to: IPv4Address(198, 51, 100, 7), at: host.now
    ) { slot in slot.send(copying: payload.span) }
    let sent = host.interface.device.takeSent() + host.poll()
    #expect(sent.count == 2)
    #expect(sent.allSatisfy { $0.count <= 14 + 576 })
    #expect(sent.flatMap { $0[34...] } == payload)
  }
}
