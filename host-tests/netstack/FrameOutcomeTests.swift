import Link
import NetStack
import Testing

/// The ways in which a frame can end, each by a frame that ends so.
@Suite struct FrameOutcomeTests {
  /// A frame that ends so at a host that knows the peer and nobody else.
  private func frame(_ outcome: FrameOutcome) -> [UInt8]? {
    switch outcome {
    case .answered: return echoRequest().frame
    case .delivered: return udp(to: 7).frame
    case .held: return echoRequest(from: .neighbor(9)).frame
    case .frameTruncated: return Array(echoRequest().frame.prefix(13))
    case .frameSourceIsGroup: return ethernet(from: Station.everyone, pattern(46))
    case .frameNotForUs: return ethernet(to: Station.peer.hardware, pattern(46))
    case .etherTypeUnknown: return ethernet(type: 0x86DD, pattern(46))
    case .arpTruncated: return ethernet(type: 0x0806, pattern(27))
    case .arpUnsupported: return ARPBytes(hardwareType: 6).frame
    case .arpInvalidSender: return ARPBytes(senderProtocol: [198, 51, 100, 1]).frame
    case .arpNotForUs: return ARPBytes.request(from: .neighbor(9), for: [192, 0, 2, 77])
    case .arpUnsolicited: return ARPBytes.reply(from: .neighbor(9))
    case .arpConflict: return ARPBytes(senderProtocol: Station.board.address).frame
    case .arpLoopedBack: return ARPBytes(senderHardware: Station.board.hardware).frame
    case .ipv4Truncated: return ethernet(pattern(19))
    case .ipv4Version: return changed { $0.version = 6 }
    case .ipv4HeaderLength: return changed { $0.headerWords = 4 }
    case .ipv4TotalLength: return changed { $0.totalLength = 1500 }
    case .ipv4Checksum: return changed { $0.headerChecksum = 0xDEAD }
    case .ipv4InvalidSource: return changed { $0.source = [127, 0, 0, 1] }
    case .ipv4NotForUs: return changed { $0.destination = Station.peer.address }
    case .ipv4LinkBroadcast: return changed { $0.frameDestination = Station.everyone }
    case .fragmentHeld: return fragment(0, pattern(8))
    case .fragmentMalformed: return fragment(0, pattern(9))
    case .fragmentTinyFirst: return fragment(0, pattern(7))
    case .fragmentTooLong: return fragment(8184, pattern(16))
    case .ipv4ProtocolUnknown:
      return changed {
        $0.protocol = 253
        $0.destination = [192, 0, 2, 255]
      }
    case .ipv4Options: return changed { $0.options = [7, 7, 3, 0, 0, 0, 0, 0] }
    case .ipv4SourceRoute: return changed { $0.options = [131, 7, 4, 192, 0, 2, 9, 0] }
    case .igmpIgnored: return IPv4Bytes(protocol: 2, pattern(7)).frame
    case .icmpTruncated: return IPv4Bytes(protocol: 1, pattern(7)).frame
    case .icmpChecksum: return IPv4Bytes(protocol: 1, [8, 0, 0, 0, 0, 0, 0, 0]).frame
    case .icmpEchoToGroup: return changed { $0.destination = [224, 0, 0, 1] }
    case .icmpQuoteInvalid: return IPv4Bytes(protocol: 1, icmp(type: 3, pattern(19))).frame
    case .icmpQuoteUnknown:
      var quoted = udp(to: 9)
      quoted.source = Station.board.address
      return IPv4Bytes(protocol: 1, icmp(type: 3, code: 3, quoted.packet)).frame
    case .icmpRedirectRefused:
      let quoted = IPv4Bytes(protocol: 1)
      return IPv4Bytes(
        protocol: 1, icmp(type: 5, code: 1, rest: [192, 0, 2, 9], quoted.packet)
      ).frame
    case .icmpUnhandled: return IPv4Bytes(protocol: 1, icmp(type: 13, pattern(12))).frame
    case .udpTruncated: return IPv4Bytes(pattern(7)).frame
    case .udpLength: return UDPBytes(length: 9).frame
    case .udpChecksum: return UDPBytes(checksum: 0xDEAD).frame
    case .udpPortClosed: return UDPBytes(destinationPort: 9, destination: [192, 0, 2, 255]).frame
    case .answerHasNoRoute: return changed { $0.source = [198, 51, 100, 1] }
    // These need another host or more frames; each has its own test, here or in another suite.
    case .fragmentDuplicate, .fragmentOverlap, .fragmentConflictingEnd, .fragmentDiscarded,
      .fragmentLate, .fragmentsUnsupported:
      return nil
    case .ipv4NoAddress, .udpChecksumMissing, .answerTooLong, .answerNotHeld, .answerNeighborsFull:
      return nil
    }
  }

  /// A fragment with more to follow.
  private func fragment(_ offset: UInt16, _ data: [UInt8]) -> [UInt8] {
    var packet = IPv4Bytes(data)
    packet.fragment = 0x2000 | offset / 8
    return packet.frame
  }

  private func changed(_ change: (inout IPv4Bytes) -> Void) -> [UInt8] {
    var packet = echoRequest()
    change(&packet)
    return packet.frame
  }

  @Test("each outcome is reached by a frame and counted once", arguments: FrameOutcome.allCases)
  func reached(outcome: FrameOutcome) throws {
    guard let frame = frame(outcome) else { return }
    var host = FeatureHost<RedirectableFeatures, 8, 2, 4, 2, 8256>(gateway: nil)
    host.meet(.peer)
    try host.open(7)
    let reaction = host.react(to: frame)
    #expect(reaction.outcome == outcome)
    #expect(reaction.sent.isEmpty == (outcome != .answered && outcome != .held))
    #expect(outcome.isDrop == ![.answered, .delivered, .held, .fragmentHeld].contains(outcome))
  }

  @Test("an interface without an address counts packets as such")
  func noAddress() {
    var host = BoardHost(subnet: nil)
    #expect(host.outcome(of: echoRequest().frame) == .ipv4NoAddress)
  }

  @Test("an answer that the device can't hold is counted as too long")
  func answerTooLong() {
    var device = TestDevice()
    device.capabilities.maximumFrameSize = 60
    var host = Host<8, 2, 4, 0, 0>(device)
    #expect(host.outcome(of: echoRequest(pattern(19)).frame) == .answerTooLong)
  }

  @Test("an answer that can't be held is counted as such")
  func answerNotHeld() {
    var host = Host<1, 0, 1, 0, 0>()
    #expect(host.outcome(of: echoRequest(from: .beyond).frame) == .answerNotHeld)
  }

  @Test("an answer to a neighbor that no entry can be had for is counted as such")
  func neighborsFull() {
    var host = Host<1, 1, 1, 0, 0>()
    #expect(host.outcome(of: echoRequest().frame) == .held)
    #expect(host.outcome(of: echoRequest(from: .beyond).frame) == .answerNeighborsFull)
  }

  @Test("has a counter for each outcome, and no other")
  func counters() {
    let counters = InterfaceCounters()
    #expect(FrameOutcome.allCases.map { counters[$0] } == [UInt32](repeating: 0, count: 53))
  }
}
