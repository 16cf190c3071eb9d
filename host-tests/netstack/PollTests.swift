import Link
import NetStack
import Testing

/// The loop's contract: bounded work, and the next deadline.
@Suite struct PollTests {
  @Test("takes in no more frames than its budget, and says that there may be more")
  func budget() {
    var host = BoardHost(TestDevice()) { $0.ingressBudget = 4 }
    host.meet(.peer)
    for _ in 0..<10 { host.interface.device.arrive(echoRequest().frame) }
    #expect(host.poll().count == 4)
    #expect(host.deadline == host.now)
    #expect(host.poll().count == 4)
    #expect(host.deadline == host.now)
    #expect(host.poll().count == 2)
    #expect(host.deadline == nil)
  }

  @Test("takes in 16 frames unless told otherwise, and never none", arguments: [16, 1, 0, -5])
  func budgets(configured: Int) {
    var host = BoardHost(TestDevice()) { if configured != 16 { $0.ingressBudget = configured } }
    for _ in 0..<40 { host.interface.device.arrive(ARPBytes.request(from: .peer)) }
    #expect(host.poll().count == max(1, configured))
  }

  @Test("sends what is due though its budget is spent")
  func egressUnderFlood() throws {
    var host = BoardHost(TestDevice()) { $0.ingressBudget = 2 }
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.gateway.address)
    host.poll()
    host.now = Instant(microseconds: 1_000_000)
    for _ in 0..<10 { host.interface.device.arrive(ARPBytes.request(from: .peer)) }
    let sent = host.poll()
    #expect(sent.count == 3)
    #expect(try SentFrame(sent[2]).isARPRequest)
    #expect(host.deadline == host.now)
  }

  @Test("has nothing to wait for at first, nor with known neighbors")
  func idle() {
    var host = BoardHost()
    #expect(host.poll().isEmpty)
    #expect(host.deadline == nil)
    host.meet(.peer)
    #expect(host.deadline == nil)
  }

  @Test("driven by its deadlines alone, does everything on time and wakes for nothing else")
  func deadlines() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    var events: [(UInt64, UInt8)] = []
    var polls = 0
    try host.send(from: socket, to: [192, 0, 2, 10])
    host.advance(Duration(microseconds: 300_001))
    try host.send(from: socket, to: [192, 0, 2, 11])
    host.now = Instant(microseconds: 300_001)
    while polls < 100 {
      for frame in host.poll() {
        events.append((host.now.microseconds, try SentFrame(frame).targetProtocol[3]))
      }
      polls += 1
      guard let deadline = host.deadline else { break }
      try #require(deadline > host.now)
      host.now = deadline
    }
    #expect(
      events.map { "\($0.0) \($0.1)" } == [
        "300001 10", "300001 11", "1000000 10", "1300001 11", "2000000 10", "2300001 11",
      ])
    #expect(polls == 7)
    #expect(host.now == Instant(microseconds: 3_300_001))
    #expect(host.interface.counters.neighborsUnreachable == 2)
    #expect(host.interface.counters.heldUnreachable == 2)
  }

  @Test("a poll between deadlines changes nothing")
  func earlyPolls() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.peer.address)
    host.poll()
    for _ in 0..<99 {
      host.advance(.milliseconds(10))
      #expect(host.poll().isEmpty)
      #expect(host.deadline == Instant(microseconds: 1_000_000))
    }
  }

  @Test("a late poll asks once, and then a second later")
  func latePoll() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.peer.address)
    host.poll()
    host.now = Instant(microseconds: 10_500_000)
    #expect(host.poll().count == 1)
    #expect(host.deadline == Instant(microseconds: 11_500_000))
  }

  @Test("without a transmit slot, receives nothing, counts it and looks again a millisecond later")
  func noSlot() throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.gateway.address)
    host.poll()
    host.interface.device.freeSlots = 0
    host.advance(.seconds(1))
    #expect(host.exchange(echoRequest().frame).isEmpty)
    #expect(host.interface.device.received.count == 1)
    #expect(host.interface.counters.transmitDeferred == 1)
    #expect(host.interface.device.refusals == 1)
    #expect(host.deadline == Instant(microseconds: 1_001_000))
    host.now = Instant(microseconds: 1_001_000)
    host.interface.device.freeSlots = nil
    #expect(host.poll().count == 2)
    #expect(host.deadline == Instant(microseconds: 2_001_000))
  }

  @Test("the link's state is its device's affair")
  func linkDown() {
    var device = TestDevice()
    device.linkState = .down
    var host = BoardHost(device)
    #expect(host.exchange(ARPBytes.request(from: .peer)).count == 1)
  }

  @Test("what lay in a slot before does not matter", arguments: [0x00, 0xFF, 0x45] as [UInt8])
  func staleBytes(garbage: UInt8) throws {
    func frames(_ garbage: UInt8) throws -> [[UInt8]] {
      var device = TestDevice()
      device.garbage = garbage
      var host = BoardHost(device)
      try host.open(7)
      var sent = host.exchange(ARPBytes.request(from: .peer))
      sent += host.exchange(echoRequest(pattern(3)).frame, udp(to: 9, pattern(3)).frame)
      sent += host.exchange(udp(to: 7, pattern(3)).frame) { datagram, slot in
        slot.send(copying: datagram.payload)
      }
      sent += host.exchange(echoRequest(from: .neighbor(9), pattern(3)).frame)
      sent += host.exchange(ARPBytes.reply(from: .neighbor(9)))
      return sent
    }
    let sent = try frames(garbage)
    #expect(sent.count == 6)
    #expect(try sent == frames(0xA5))
  }

  @Test(
    "tells the time apart however long it has run",
    arguments: [
      4_294_967_296_000 - 1_500_000, (1 << 32) - 1_500_000, (1 << 40) - 1_500_000, 1 << 40,
      (1 << 52) + 1, 1 << 63,
    ] as [UInt64])
  func largeTimes(start: UInt64) throws {
    #expect(try history(from: start) == history(from: 0))
  }

  /// What happens to a neighbor that is found, ages, and is not found again.
  private func history(from start: UInt64) throws -> [String] {
    var host = BoardHost(start: start)
    let socket = try host.interface.bind(port: 7)
    var events: [String] = []
    func note(_ frames: [[UInt8]], _ host: borrowing BoardHost) throws {
      let deadline = host.deadline.map { "\($0.microseconds - start)" } ?? "none"
      let sent = try frames.map { try SentFrame($0).isARPRequest ? "who has" : "packet" }
      events.append("\(host.now.microseconds - start): \(sent), then \(deadline)")
    }
    for tick in 0..<130 {
      host.now = Instant(microseconds: start + UInt64(tick) * 500_000)
      try host.send(from: socket, to: Station.peer.address)
      let sent = tick == 3 ? host.exchange(ARPBytes.reply(from: .peer)) : host.poll()
      try note(sent, host)
    }
    let counters = host.interface.counters
    events.append("\(counters.arpRequestsSent) \(counters.heldReplaced)")
    return events
  }
}
