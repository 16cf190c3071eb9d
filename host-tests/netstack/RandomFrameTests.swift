import Link
import NetStack
import Testing
import SeededRandom

/// Frames that nobody would send: each ends in one counted outcome, and what goes back is sound.
@Suite struct RandomFrameTests {
  private static let handwritten: [[UInt8]] =
    [
      ARPBytes.request(from: .peer), ARPBytes.request(from: .neighbor(9)),
      ARPBytes.reply(from: .peer), ARPBytes.reply(from: .neighbor(10)),
      ARPBytes(senderProtocol: [0, 0, 0, 0]).frame,
      ARPBytes(senderProtocol: Station.board.address).frame,
      echoRequest().frame, echoRequest(from: .neighbor(10), pattern(33)).frame,
      udp(to: 7).frame, udp(from: .neighbor(11), to: 7, pattern(100)).frame,
      udp(to: 9, pattern(5)).frame, udp(to: 9, pattern(600)).frame,
      IPv4Bytes(protocol: 253, pattern(30)).frame,
      UDPBytes(destination: [192, 0, 2, 255], payload: pattern(3)).frame,
      IPv4Bytes(protocol: 1, icmp(type: 3, code: 3, udp(to: 9).packet)).frame,
      IPv4Bytes(protocol: 2, pattern(8)).frame,
    ]
    + [[7, 7, 4, 0, 0, 0, 0, 0], [131, 7, 4, 192, 0, 2, 9, 0], [68, 0, 5, 0]].map(quoted)
    + [[7, 7, 4, 0, 0, 0, 0, 0], [131, 7, 8, 192, 0, 2, 9, 0], [68, 8, 5, 0, 0, 0, 0, 0]].map(ping)
    + [shortQuery(code: 0), shortQuery(code: 10), longQuery(code: 10)].map(query)

  private static func ping(options: [UInt8]) -> [UInt8] {
    var packet = echoRequest(pattern(9))
    packet.options = options
    return packet.frame
  }

  /// A message to all systems that stays on the link.
  private static func query(message: [UInt8]) -> [UInt8] {
    var packet = IPv4Bytes(protocol: 2, message)
    packet.timeToLive = 1
    packet.destination = [224, 0, 0, 1]
    packet.frameDestination = Station.allSystems
    return packet.frame
  }

  /// A datagram to a closed port, whose options its error quotes.
  private static func quoted(options: [UInt8]) -> [UInt8] {
    var packet = udp(to: 9, pattern(9))
    packet.options = options
    return packet.frame
  }

  private func mutated(_ random: inout SplitMix64) -> [UInt8] {
    guard Int.random(in: 0..<20, using: &random) > 0 else {
      return random.bytes(.random(in: 0...80, using: &random))
    }
    guard var frame = Self.handwritten.randomElement(using: &random) else { return [] }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      mutate(&frame, &random)
    }
    // Most changes would end at a checksum.
    if Int.random(in: 0..<4, using: &random) > 0 { repairChecksums(&frame) }
    return frame
  }

  private func mutate(_ frame: inout [UInt8], _ random: inout SplitMix64) {
    // Addresses, types, lengths, flags and ports stand in the first bytes.
    let field = Int.random(in: 0..<46, using: &random)
    switch UInt8.random(in: 0..<10, using: &random) {
    case 0:
      frame.removeLast(.random(in: 0...frame.count, using: &random))
    case 1:
      frame += random.bytes(.random(in: 0...40, using: &random))
    case 2 where frame.count >= 6:
      let group = [Station.everyone, Station.allSystems].randomElement(using: &random)
      frame.replaceSubrange(0..<6, with: group ?? [])
    case 3 where frame.count >= 34:
      let groups: [[UInt8]] = [[255, 255, 255, 255], [192, 0, 2, 255], [224, 0, 0, 1]]
      let offset = Bool.random(using: &random) ? 26 : 30
      frame.replaceSubrange(offset..<offset + 4, with: groups.randomElement(using: &random) ?? [])
    case 4 where frame.count >= 34:
      frame.replaceSubrange(26..<30, with: [192, 0, 2, .random(in: 0...255, using: &random)])
    case 5...7 where field < frame.count:
      frame[field] = [0, 1, 4, 5, 6, 8, 17, 127, 128, 255].randomElement(using: &random) ?? 0
    default:
      if field < frame.count { frame[field] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    }
  }

  /// Computes the header's checksum and that of ICMP or UDP as far as the lengths allow it.
  private func repairChecksums(_ frame: inout [UInt8]) {
    guard frame.count >= 34, number(frame, at: 12) == 0x0800 else { return }
    let headerEnd = 14 + Int(frame[14] & 15) * 4
    guard headerEnd >= 34, headerEnd <= frame.count else { return }
    frame.replaceSubrange(24..<26, with: [0, 0])
    frame.replaceSubrange(24..<26, with: octets(naiveChecksum(Array(frame[14..<headerEnd]))))
    let end = 14 + Int(number(frame, at: 16))
    guard end >= headerEnd + 8, end <= frame.count else { return }
    if frame[23] == 1 {
      frame.replaceSubrange(headerEnd + 2..<headerEnd + 4, with: [0, 0])
      let sum = naiveChecksum(Array(frame[headerEnd..<end]))
      frame.replaceSubrange(headerEnd + 2..<headerEnd + 4, with: octets(sum))
    }
    if frame[23] == 17 { frame.replaceSubrange(headerEnd + 6..<headerEnd + 8, with: [0, 0]) }
  }

  /// Whether the frame is IPv4 and goes to many, by its frame's address or its own.
  private func isPacketForGroup(_ frame: [UInt8]) -> Bool {
    guard frame.count >= 34, number(frame, at: 12) == 0x0800 else { return false }
    let destination = Array(frame[30..<34])
    return frame[0] & 1 != 0 || destination[0] >= 224 || destination == [192, 0, 2, 255]
  }

  private func expectSound(_ bytes: [UInt8], answerTo frame: [UInt8], _ seed: UInt64) throws {
    let hasOptions = bytes[12..<14] == [8, 0] && bytes[14] != 0x45
    let sent = try SentFrame(bytes, hasOptions: hasOptions)
    #expect(sent.source == Station.board.hardware, "seed \(seed)")
    if sent.type == 0x0800, sent.protocol == 2 {
      #expect(sent.packetDestination[0] & 0xF0 == 0xE0 && bytes[22] == 1, "seed \(seed)")
      return
    }
    if sent.isARPRequest {
      // The whole link is asked, or the station that had the address last.
      #expect(
        sent.destination == Station.everyone || sent.destination[0] & 1 == 0, "seed \(seed)")
    } else {
      #expect(sent.destination[0] & 1 == 0, "seed \(seed): \(frame)")
    }
    guard sent.type == 0x0800 else { return }
    #expect(sent.packetSource == Station.board.address, "seed \(seed)")
    let first = sent.packetDestination[0]
    #expect(first != 0 && first != 127 && first < 224, "seed \(seed): \(frame)")
    #expect(sent.packetDestination != [192, 0, 2, 255], "seed \(seed): \(frame)")
    if sent.isICMPError {
      #expect(sent.data.count >= 20 && bytes.count - 14 <= 576, "seed \(seed)")
      // What is quoted came to us alone. An expired datagram is reported whatever comes meanwhile.
      #expect(Array(sent.data.dropFirst(16).prefix(4)) == Station.board.address, "seed \(seed)")
      let isTimeExceeded = bytes[34] == 11
      #expect(isTimeExceeded || !isPacketForGroup(frame), "seed \(seed): \(frame)")
    }
  }

  private func run<
    Features: StackFeatures, let neighbors: Int, let held: Int, let sockets: Int,
    let reassemblies: Int, let datagram: Int
  >(
    _ host: consuming FeatureHost<Features, neighbors, held, sockets, reassemblies, datagram>,
    frames: Int, seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    var host = host
    let socket = try host.interface.bind(port: 7)
    try host.interface.join(IPv4Address(239, 1, 2, 3), socket, at: host.now)
    host.advance(.seconds(20))
    host.poll()
    host.advance(.seconds(20))
    host.poll()
    var sentCount = 0
    for count in 1...frames {
      let frame = mutated(&random)
      let reply = Int.random(in: 0..<4, using: &random)
      host.advance(Duration(microseconds: .random(in: 0...400_000, using: &random)))
      let sent = host.exchange(frame) { datagram, slot in
        switch reply {
        case 0: slot.discard()
        case 1: slot.send(.random(in: -1...1473, using: &random))
        default: slot.send(copying: datagram.payload)
        }
      }
      for bytes in sent { try expectSound(bytes, answerTo: frame, seed) }
      sentCount += sent.count
      let counters = host.interface.counters
      let total = FrameOutcome.allCases.reduce(0) { $0 + Int(counters[$1]) }
      try #require(total == count, "seed \(seed): \(frame)")
      try #require(host.deadline.map { $0 > host.now } ?? true, "seed \(seed)")
    }
    let counters = host.interface.counters
    let missed = FrameOutcome.allCases.filter { counters[$0] == 0 }
    #expect(missed.count < 21, "seed \(seed) misses \(missed)")
    #expect(sentCount > frames / 10, "seed \(seed)")
  }

  @Test("every frame ends in one outcome, and every answer is sound", arguments: 0..<5)
  func random(round: Int) throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("RandomFrameTests seed \(seed)")
    switch round {
    case 0, 1: try run(BoardHost(), frames: 6000, seed: seed)
    case 4:
      let host = FeatureHost<StandardFeatures, 4, 2, 2, 2, 2048> {
        $0.addressDefense = .neverGiveUp
        $0.probesAddresses = false
      }
      try run(host, frames: 6000, seed: seed)
    case 2: try run(Host<2, 1, 1, 0, 0>(), frames: 6000, seed: seed)
    default: try run(Host<1, 0, 1, 0, 0>(), frames: 6000, seed: seed)
    }
  }
}
