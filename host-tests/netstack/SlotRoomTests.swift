import Link
import NetStack
import Testing

/// Slots that are smaller than what is to be sent, as no Ethernet device's are: nothing goes out,
/// and a counter says so.
@Suite struct SlotRoomTests {
  private enum Clocked: StackFeatures {
    static var detectsAddressConflicts: Bool { false }
    static var answersTimestamps: Bool { true }
  }

  /// One byte less than a packet of ARP takes.
  private static let tooSmall = 41

  @Test("probes and announcements that find no room are dropped and counted")
  func claims() {
    var host = FeatureHost<StandardFeatures, 4, 2, 2, 0, 0>()
    host.interface.device.slotSize = Self.tooSmall
    for _ in 0..<20 {
      #expect(host.poll().isEmpty)
      guard let deadline = host.deadline else { break }
      host.now = deadline
    }
    #expect(host.deadline == nil)
    // Three probes and two announcements (RFC 5227 §1.1).
    #expect(host.interface.counters.arpRefused == 5)
    #expect(host.interface.counters.arpClaimsSent == 0)
  }

  @Test("a defense that finds no room is not counted as sent")
  func defense() {
    var host = FeatureHost<StandardFeatures, 4, 2, 2, 0, 0> { $0.probesAddresses = false }
    host.poll()
    host.advance(.seconds(10))
    host.poll()
    #expect(host.interface.counters.arpClaimsSent == 2)
    host.interface.device.slotSize = Self.tooSmall
    let conflict = ARPBytes(
      senderHardware: Station.neighbor(9).hardware, senderProtocol: Station.board.address)
    let reaction = host.react(to: conflict.frame)
    #expect(reaction.outcome == .answerTooLong)
    #expect(reaction.sent.isEmpty)
    #expect(host.interface.counters.arpClaimsSent == 2)
  }

  @Test("a request that finds no room is not counted as sent, but asked again")
  func request() throws {
    var host = BoardHost()
    let socket = try host.interface.bindRaw(IPProtocol(rawValue: 253))
    host.interface.device.slotSize = Self.tooSmall
    try host.interface.send(from: socket, to: IPv4Address(192, 0, 2, 9), at: host.now) { slot in
      slot.send(copying: [1].span)
    }
    #expect(host.poll().isEmpty)
    #expect(host.interface.counters.arpRefused == 1)
    #expect(host.interface.counters.arpRequestsSent == 0)
    host.interface.device.slotSize = nil
    host.advance(.seconds(1))
    #expect(host.poll().count == 1)
    #expect(host.interface.counters.arpRequestsSent == 1)
  }

  @Test("an ARP reply that finds no room is no answer")
  func reply() {
    var host = BoardHost()
    for (size, outcome) in [(41, FrameOutcome.answerTooLong), (42, .answered)] {
      host.interface.device.slotSize = size
      let reaction = host.react(to: ARPBytes.request(from: .peer))
      #expect(reaction.outcome == outcome)
      #expect(reaction.sent.count == (outcome == .answered ? 1 : 0))
      // An answer to a probe (RFC 5227 §2.1.1).
      let probe = ARPBytes(
        senderHardware: Station.neighbor(9).hardware, senderProtocol: [0, 0, 0, 0],
        targetProtocol: Station.board.address)
      #expect(host.outcome(of: probe.frame) == outcome)
    }
  }

  /// The header of IPv4 with Router Alert, and a report of one group (RFC 3376 §4.2).
  @Test("a report that finds no room is dropped and counted", arguments: [34, 37, 53, 54])
  func report(size: Int) throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    try host.interface.join(IPv4Address(239, 1, 2, 3), socket, at: host.now)
    host.interface.device.slotSize = size
    let isRoom = size >= 14 + 24 + 16
    #expect(host.poll().count == (isRoom ? 1 : 0))
    #expect(host.interface.groupCounters.reportsSent == 1)
    #expect(host.interface.groupCounters.reportsRefused == (isRoom ? 0 : 1))
    host.interface.device.slotSize = nil
    host.advance(.seconds(1))
    #expect(host.poll().count == 1, "what is reported twice comes the second time")
  }

  @Test("the answer to a timestamp that finds no room is dropped")
  func timestamp() {
    let request = IPv4Bytes(
      protocol: 1, icmp(type: 13, rest: [1, 2, 0, 3], [UInt8](repeating: 0, count: 12)))
    var host = FeatureHost<Clocked, 1, 1, 1, 0, 0>()
    host.meet(.peer)
    for (size, outcome) in [(53, FrameOutcome.answerTooLong), (54, .answered)] {
      host.interface.device.slotSize = size
      #expect(host.outcome(of: request.frame) == outcome)
    }
  }
}
