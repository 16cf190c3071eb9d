import Link
import NetStack
import Testing

/// What is taken in (RFC 791; RFC 1122 §3.2.1, §3.3).
@Suite struct IPv4ReceiveTests {
  /// The peer, known, so that nothing but the packet decides on its answer.
  private func host() -> BoardHost {
    var host = BoardHost()
    host.meet(.peer)
    return host
  }

  /// An echo request that is changed before its header's checksum is computed.
  private func packet(_ change: (inout IPv4Bytes) -> Void) -> [UInt8] {
    var packet = echoRequest(pattern(8))
    change(&packet)
    return packet.frame
  }

  @Test("[I1] drops versions other than 4", arguments: [0, 1, 5, 6, 15] as [UInt8])
  func version(version: UInt8) {
    var host = host()
    let reaction = host.react(to: packet { $0.version = version })
    #expect(reaction.outcome == .ipv4Version)
    #expect(reaction.sent.isEmpty)
  }

  @Test("[I2] drops a header with any one bit wrong", arguments: 0..<20)
  func headerBits(offset: Int) {
    var host = host()
    let good = echoRequest().frame
    for bit in 0..<8 {
      var frame = good
      frame[14 + offset] ^= 1 << bit
      let reaction = host.react(to: frame)
      #expect(reaction.outcome != .answered, "bit \(bit)")
      #expect(reaction.sent.isEmpty)
      if offset >= 4 { #expect(reaction.outcome == .ipv4Checksum) }
    }
  }

  @Test("[I2] covers the options with the header's checksum")
  func optionBits() {
    var host = host()
    var frame = packet { $0.options = [7, 7, 4, 0, 0, 0, 0, 0] }
    #expect(host.outcome(of: frame) == .answered)
    frame[14 + 27] ^= 1
    #expect(host.outcome(of: frame) == .ipv4Checksum)
  }

  @Test("[I2] trusts a device that verified the header's checksum")
  func verifiedHeader() {
    var device = TestDevice()
    device.verifiedChecksums = .ipv4Header
    var host = BoardHost(device)
    host.meet(.peer)
    #expect(host.outcome(of: packet { $0.headerChecksum = 0xDEAD }) == .answered)
  }

  @Test("[I3] drops a header of fewer than five words", arguments: [0, 1, 2, 3, 4] as [UInt8])
  func shortHeader(words: UInt8) {
    var host = host()
    #expect(host.outcome(of: packet { $0.headerWords = words }) == .ipv4HeaderLength)
  }

  @Test("[I3] drops a total length below the header's", arguments: [0, 1, 19] as [UInt16])
  func shortTotalLength(length: UInt16) {
    var host = host()
    #expect(host.outcome(of: packet { $0.totalLength = length }) == .ipv4HeaderLength)
  }

  @Test("[I3] drops a header that reaches beyond the total length")
  func headerBeyondTotalLength() {
    var host = host()
    let frame = packet {
      $0.headerWords = 15
      $0.totalLength = 59
      $0.payload = pattern(60)
    }
    #expect(host.outcome(of: frame) == .ipv4HeaderLength)
  }

  @Test("[I3] drops a total length beyond the frame", arguments: [37, 100, 65535] as [UInt16])
  func longTotalLength(length: UInt16) {
    var host = host()
    #expect(host.outcome(of: packet { $0.totalLength = length }) == .ipv4TotalLength)
  }

  @Test("[I3] drops what is too short for a header", arguments: 0..<20)
  func truncated(length: Int) {
    var host = host()
    #expect(host.outcome(of: Array(echoRequest().frame.prefix(14 + length))) == .ipv4Truncated)
  }

  @Test(
    "[I4] drops packets for other hosts and groups silently",
    arguments: [
      [192, 0, 2, 3], [198, 51, 100, 1], [192, 0, 3, 255], [127, 0, 0, 1], [224, 0, 0, 2],
      [224, 0, 0, 251], [240, 0, 0, 1], [0, 0, 0, 0], [255, 255, 255, 254],
    ] as [[UInt8]])
  func notForUs(destination: [UInt8]) {
    var host = host()
    let reaction = host.react(to: packet { $0.destination = destination })
    #expect(reaction.outcome == .ipv4NotForUs)
    #expect(reaction.sent.isEmpty)
  }

  @Test(
    "[I5] drops packets from no single other host",
    arguments: [
      [0, 0, 0, 0], [0, 0, 0, 9], [127, 0, 0, 1], [127, 255, 255, 255], [224, 0, 0, 1],
      [239, 255, 255, 255], [240, 0, 0, 1], [255, 255, 255, 255], [192, 0, 2, 255],
      [192, 0, 2, 0], [192, 0, 2, 2],
    ] as [[UInt8]])
  func invalidSource(source: [UInt8]) {
    var host = host()
    let reaction = host.react(to: packet { $0.source = source })
    #expect(reaction.outcome == .ipv4InvalidSource)
    #expect(reaction.sent.isEmpty)
  }

  @Test("[I5] drops a packet from 0.0.0.0 that has no time to live")
  func invalidSourceWithoutTime() {
    var host = host()
    let frame = packet {
      $0.source = [0, 0, 0, 0]
      $0.timeToLive = 0
    }
    #expect(host.outcome(of: frame) == .ipv4InvalidSource)
  }

  @Test("[I7] takes in any type of service", arguments: Array(stride(from: 0, to: 256, by: 15)))
  func typeOfService(value: Int) {
    var host = host()
    let frame = packet { $0.typeOfService = UInt8(value) }
    #expect(host.outcome(of: frame) == .answered)
  }

  @Test("[I8] takes in packets whose time to live is used up", arguments: [0, 1] as [UInt8])
  func timeToLive(value: UInt8) {
    var host = host()
    #expect(host.outcome(of: packet { $0.timeToLive = value }) == .answered)
  }

  @Test(
    "[I9] ignores options that it does not know",
    arguments: [
      [0x94, 4, 0, 0], [1, 1, 1, 0], [25, 4, 0xAA, 0xBB], [222, 8, 1, 2, 3, 4, 5, 6],
      [UInt8](repeating: 1, count: 40),
    ] as [[UInt8]])
  func unknownOptions(options: [UInt8]) throws {
    var host = host()
    let reaction = host.react(to: packet { $0.options = options })
    #expect(reaction.outcome == .answered)
    let reply = try SentFrame(try #require(reaction.sent.first))
    #expect(reply.data == pattern(8))
  }

  @Test(
    "[I9] drops a packet whose options contradict themselves, without a word",
    arguments: [
      [7, 0, 0, 0], [7, 1, 0, 0], [7, 2, 0, 0], [7, 255, 4, 0], [1, 1, 1, 7],
      [131, 3, 4, 131, 3, 4, 137, 3], [68, 4, 5, 0xF0], [131, 7, 8, 192, 0, 2, 2, 0],
      [UInt8](repeating: 0xFF, count: 40),
    ] as [[UInt8]])
  func badOptions(options: [UInt8]) {
    var host = host()
    var datagram = udp(to: 9, pattern(4))
    datagram.options = options
    for frame in [packet { $0.options = options }, datagram.frame] {
      let reaction = host.react(to: frame)
      #expect(reaction.outcome == .ipv4Options)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("[I9] an interface that is built not to look at options skips any of them")
  func skippedOptions() throws {
    var host = FeatureHost<MinimalFeatures, 1, 1, 1, 0, 0>()
    host.meet(.peer)
    let reaction = host.react(to: packet { $0.options = [7, 255, 4, 0] })
    #expect(reaction.outcome == .answered)
    #expect(try SentFrame(try #require(reaction.sent.first)).data == pattern(8))
  }

  @Test(
    "[I19] drops a packet for one host that its frame sends to many",
    arguments: [Station.everyone, Station.allSystems, [0x33, 0x33, 0, 0, 0, 1]])
  func linkBroadcast(destination: [UInt8]) {
    var host = host()
    for packet in [echoRequest(), udp(to: 9), IPv4Bytes(protocol: 253)] {
      var packet = packet
      packet.frameDestination = destination
      let reaction = host.react(to: packet.frame)
      #expect(reaction.outcome == .ipv4LinkBroadcast)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test(
    "[I20] takes in broadcasts to the link and to its network",
    arguments: [[255, 255, 255, 255], [192, 0, 2, 255]] as [[UInt8]])
  func broadcast(destination: [UInt8]) throws {
    var host = host()
    try host.open(7)
    var datagram = UDPBytes(destination: destination, payload: [1]).packet
    datagram.frameDestination = Station.everyone
    var isForGroup = false
    let reaction = host.react(to: datagram.frame) { datagram, slot in
      isForGroup = datagram.isForGroup
      return slot.discard()
    }
    #expect(reaction.outcome == .delivered)
    #expect(isForGroup)
  }

  @Test("[I20] knows no broadcast address in a network of two hosts (RFC 3021)")
  func pointToPoint() {
    var host = BoardHost(subnet: IPv4Subnet(IPv4Address(192, 0, 2, 2), prefixLength: 31))
    #expect(host.outcome(of: packet { $0.destination = [192, 0, 2, 3] }) == .ipv4NotForUs)
    #expect(host.outcome(of: ARPBytes.request(from: .neighbor(3))) == .answered)
    #expect(host.outcome(of: echoRequest(from: .neighbor(3)).frame) == .answered)
  }

  @Test("[I21] takes in what is for all systems, and no other group")
  func allSystems() throws {
    var host = host()
    try host.open(7)
    var datagram = UDPBytes(destination: [224, 0, 0, 1]).packet
    datagram.frameDestination = Station.allSystems
    #expect(host.outcome(of: datagram.frame) == .delivered)
    datagram = UDPBytes(destination: [224, 0, 0, 251]).packet
    datagram.frameDestination = [0x01, 0x00, 0x5E, 0, 0, 251]
    #expect(host.outcome(of: datagram.frame) == .ipv4NotForUs)
  }

  @Test("[I21] has its device listen to all systems")
  func joinsAllSystems() {
    let host = BoardHost()
    #expect(host.interface.device.groups == [Station.allSystems])
  }

  @Test("[I22] forwards nothing")
  func noForwarding() {
    var host = host()
    host.meet(.neighbor(9))
    for destination: [UInt8] in [Station.neighbor(9).address, [198, 51, 100, 1]] {
      let reaction = host.react(to: packet { $0.destination = destination })
      #expect(reaction.outcome == .ipv4NotForUs)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("an interface without room for datagrams in fragments drops fragments and counts them")
  func fragments() {
    var host = Host<8, 2, 4, 0, 0>()
    host.meet(.peer)
    for fragment in [0x2000, 0x2001, 0x0001, 0x1FFF, 0x3FFF, 0x6000] as [UInt16] {
      var packet = echoRequest(pattern(8))
      packet.fragment = fragment
      let reaction = host.react(to: packet.frame)
      #expect(reaction.outcome == .fragmentsUnsupported)
      #expect(reaction.sent.isEmpty)
    }
  }

  @Test("takes the flags for whole packets as they come", arguments: [0x4000, 0x8000, 0xC000])
  func wholePackets(fragment: UInt16) {
    var host = host()
    #expect(host.outcome(of: packet { $0.fragment = fragment }) == .answered)
  }

  @Test("drops every packet while it has no address")
  func noAddress() {
    var host = BoardHost(subnet: nil)
    let reaction = host.react(to: echoRequest().frame)
    #expect(reaction.outcome == .ipv4NoAddress)
    #expect(reaction.sent.isEmpty)
  }
}
