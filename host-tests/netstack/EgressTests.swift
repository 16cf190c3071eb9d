import Link
import NetStack
import Testing

/// What an interface sends of its own accord, and in which order.
@Suite struct EgressTests {
  @Test("a flood that takes each slot for its answers can't keep back what is due")
  func ingressFlood() throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.neighbor(9).address)
    host.poll()
    host.interface.device.freeSlots = 0
    for _ in 0..<20 { host.interface.device.arrive(echoRequest().frame) }
    host.advance(.seconds(1))
    host.poll()
    var kinds: [UInt8] = []
    for _ in 0..<4 {
      host.interface.device.freeSlots = 1
      for frame in host.poll() { kinds.append(frame[13]) }
    }
    // The request for the silent neighbor first, then answers.
    #expect(kinds == [6, 0, 0, 0])
  }

  @Test("a flood of answers can't keep back a datagram in fragments, nor it them")
  func fragmentsAndAnswers() throws {
    var host = BoardHost()
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    try host.send(pattern(4000), from: socket, to: Station.peer.address)
    #expect(host.interface.device.takeSent().count == 1, "the first fragment")
    for _ in 0..<20 { host.interface.device.arrive(echoRequest().frame) }
    var fragments = 0
    var answers = 0
    for _ in 0..<4 {
      host.interface.device.freeSlots = 1
      for frame in host.poll() {
        if frame[23] == 17 { fragments += 1 } else { answers += 1 }
      }
    }
    #expect(fragments >= 1 && answers >= 1)
  }

  @Test("one poll sends no more than its budget, and asks to be called at once for the rest")
  func budget() throws {
    var host = BoardHost { $0.egressBudget = 2 }
    host.meet(.peer)
    // A datagram that waits for its rest takes no turn before its time.
    var part = IPv4Bytes(protocol: 17, pattern(8))
    part.fragment = 0x2000
    #expect(host.outcome(of: part.frame) == .fragmentHeld)
    let socket = try host.interface.bind(port: 7)
    try host.send(pattern(8000), from: socket, to: Station.peer.address)
    var counts = [host.interface.device.takeSent().count]
    repeat { counts.append(host.poll().count) } while host.deadline == host.now
    // 8008 bytes are six fragments.
    #expect(counts == [1, 2, 2, 1])
  }

  @Test("a poll that begins with what was kept back sends no more than any other")
  func budgetAfterStarvation() throws {
    var host = BoardHost { $0.egressBudget = 2 }
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    try host.send(pattern(8000), from: socket, to: Station.peer.address)
    host.interface.device.freeSlots = 0
    #expect(host.poll().count == 1, "the first fragment, which left before")
    host.interface.device.freeSlots = nil
    var counts: [Int] = []
    repeat { counts.append(host.poll().count) } while host.deadline == host.now
    #expect(counts == [2, 2, 1])
  }

  @Test("each kind of frame that is due has its turn")
  func turns() throws {
    var host = BoardHost { $0.egressBudget = 1 }
    host.meet(.peer)
    let socket = try host.interface.bind(port: 7)
    try host.send(pattern(8000), from: socket, to: Station.peer.address)
    try host.interface.join(IPv4Address(239, 1, 2, 3), socket, at: host.now)
    try host.send(from: socket, to: Station.neighbor(9).address)
    host.interface.device.arrive(ARPBytes.reply(from: .neighbor(9), to: .board))
    _ = host.interface.device.takeSent()
    var kinds: [String] = []
    for _ in 0..<3 {
      for frame in host.poll() {
        kinds.append(frame[23] == 2 ? "report" : frame.count > 60 ? "fragment" : "held")
      }
    }
    #expect(Set(kinds) == ["report", "fragment", "held"])
  }

  @Test("is neither late nor busy when time runs by its deadlines alone")
  func deadlines() throws {
    for seed in 0..<5 as Range<UInt64> {
      var host = FeatureHost<StandardFeatures, 4, 2, 2, 2, 2048> { $0.seed = seed }
      let socket = try host.interface.bind(port: 7)
      try host.interface.join(IPv4Address(239, 1, 2, 3), socket, at: host.now)
      try host.interface.join(IPv4Address(239, 1, 2, 4), socket, at: host.now)
      var random = seed
      var polls = 0
      // 16 hours, past the 15 that some clocks of 10 ns last, with something new each 40 minutes.
      while host.now.microseconds < 57_600_000_000 {
        host.poll()
        polls += 1
        try #require(host.deadline.map { $0 > host.now } ?? true, "spins at \(host.now)")
        random = random &* 6_364_136_223_846_793_005 &+ 1
        let next = (host.now.microseconds / 2_400_000_000 + 1) * 2_400_000_000
        if let deadline = host.deadline, deadline.microseconds < next {
          host.now = deadline
          continue
        }
        host.now = Instant(microseconds: next)
        switch random >> 60 {
        case 0..<4: try? host.send(from: socket, to: [192, 0, 2, UInt8(random >> 56 & 15) + 16])
        case 4..<8: host.exchange(ARPBytes.request(from: .neighbor(UInt8(random >> 56 & 15) + 16)))
        case 8..<12:
          var part = IPv4Bytes(protocol: 17, pattern(8))
          part.fragment = 0x2000
          part.identification = UInt16(truncatingIfNeeded: random >> 40)
          host.exchange(part.frame)
        default:
          var query = IPv4Bytes(protocol: 2, longQuery(code: 100))
          query.timeToLive = 1
          query.destination = [224, 0, 0, 1]
          query.frameDestination = Station.allSystems
          host.exchange(query.frame)
        }
      }
      #expect(polls < 24 * 40, "seed \(seed)")
    }
  }
}
