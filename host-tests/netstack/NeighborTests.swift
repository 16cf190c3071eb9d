import Link
import NetStack
import Testing

/// How neighbors are asked for, kept and forgotten (RFC 1122 §2.3.2.1).
@Suite struct NeighborTests {
  @Test("[A6] forgets a neighbor that was not heard for 60 s")
  func ageing() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    host.meet(.peer)
    host.now = Instant(microseconds: 59_999_999)
    try host.send(from: socket, to: Station.peer.address)
    #expect(try destinations(host.poll()) == ["to 1", "who has 1"])
    host.now = Instant(microseconds: 60_000_000)
    try host.send(from: socket, to: Station.peer.address)
    #expect(try destinations(host.poll()) == ["who has 1"])
  }

  @Test("[A6] sending to a neighbor does not prolong it")
  func sendingIsNoConfirmation() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    host.meet(.peer)
    for _ in 0..<59 {
      host.advance(.seconds(1))
      try host.send(from: socket, to: Station.peer.address)
    }
    host.poll()
    host.advance(.seconds(1))
    try host.send(from: socket, to: Station.peer.address)
    #expect(try destinations(host.poll()) == ["who has 1"])
  }

  @Test("[A6] a packet from a neighbor prolongs it, if its hardware address is the known one")
  func confirmation() throws {
    for (hardware, expected) in [
      (Station.peer.hardware, ["to 1", "who has 1"]),
      (Station.neighbor(9).hardware, ["who has 1"]),
    ] {
      var host = BoardHost()
      let socket = try host.interface.bind(port: 7)
      host.meet(.peer)
      host.advance(.seconds(30))
      var packet = IPv4Bytes(protocol: 1, icmp(type: 0))
      packet.frameSource = hardware
      host.exchange(packet.frame)
      host.now = Instant(microseconds: 89_999_999)
      try host.send(from: socket, to: Station.peer.address)
      #expect(try destinations(host.poll()) == expected)
    }
  }

  @Test("[A6] a neighbor's ARP prolongs it")
  func confirmationByARP() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    host.meet(.peer)
    host.advance(.seconds(30))
    host.exchange(ARPBytes.request(from: .peer, for: Station.neighbor(9).address))
    host.now = Instant(microseconds: 84_999_999)
    try host.send(from: socket, to: Station.peer.address)
    #expect(try destinations(host.poll()) == ["to 1"])
  }

  @Test("[A6] asks a neighbor that it sends to, and no other, before its end")
  func refresh() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    host.meet(.peer)
    try host.send(from: socket, to: Station.peer.address)
    host.poll()
    for second in [55, 56, 57] as [UInt64] {
      #expect(host.deadline == Instant(microseconds: second * 1_000_000))
      host.now = Instant(microseconds: second * 1_000_000)
      let request = try SentFrame(try #require(host.poll().first))
      #expect(request.isARPRequest && request.destination == Station.peer.hardware)
    }
    #expect(host.deadline == nil)
    host.exchange(ARPBytes.reply(from: .peer))
    host.now = Instant(microseconds: 116_999_999)
    try host.send(from: socket, to: Station.peer.address)
    #expect(try destinations(host.poll()).first == "to 1")
  }

  @Test(
    "answers leave half of the places for neighbors free of unanswered requests: more go back to who asked"
  )
  func answersAreLimited() {
    var host = Host<4, 2, 4, 0, 0>()
    for last in 100..<110 as Range<UInt8> {
      host.exchange(echoRequest(from: .neighbor(last)).frame)
    }
    #expect(host.interface.counters.arpRequestsSent == 2)
    #expect(host.interface.counters[.held] == 2)
    #expect(host.interface.counters[.answered] == 8)
    #expect(host.interface.counters.neighborsFull == 8)
    #expect(host.interface.counters.answersSentBack == 8)
  }

  @Test("[A6] a neighbor that is heard after its end is known again while its place is free")
  func revival() {
    var host = BoardHost()
    host.meet(.peer)
    host.advance(.seconds(600))
    #expect(host.outcome(of: echoRequest().frame) == .answered)
  }

  @Test("[A6] a packet from beyond the link says nothing about a neighbor")
  func offLinkIsNoConfirmation() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    host.meet(.gateway)
    host.advance(.seconds(59))
    var packet = IPv4Bytes(protocol: 1, from: .gateway, icmp(type: 0))
    packet.source = [198, 51, 100, 1]
    host.exchange(packet.frame)
    host.advance(.seconds(1))
    try host.send(from: socket, to: Station.gateway.address)
    #expect(try destinations(host.poll()) == ["who has 254"])
  }

  @Test("[A7] asks for a neighbor three times, a second apart, whatever is sent, then gives up")
  func requests() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    var times: [UInt64] = []
    for tick in 0..<30 {
      host.now = Instant(microseconds: UInt64(tick) * 100_000)
      try host.send(from: socket, to: Station.peer.address)
      for frame in host.poll() {
        let request = try SentFrame(frame)
        #expect(request.isARPRequest)
        #expect(request.destination == Station.everyone)
        #expect(request.senderProtocol == Station.board.address)
        #expect(request.targetProtocol == Station.peer.address)
        #expect(request.targetHardware == [0, 0, 0, 0, 0, 0])
        times.append(host.now.microseconds)
      }
    }
    #expect(times == [0, 1_000_000, 2_000_000])
    #expect(host.interface.counters.neighborsUnreachable == 0)
    host.now = Instant(microseconds: 3_000_000)
    #expect(host.poll().isEmpty)
    #expect(host.interface.counters.neighborsUnreachable == 1)
    #expect(host.interface.counters.heldUnreachable == 1)
    #expect(host.interface.counters.arpRequestsSent == 3)
    #expect(host.deadline == nil)
  }

  @Test("[A7] answers do not ask more often than once a second either")
  func requestsForAnswers() throws {
    var host = BoardHost()
    var requests = 0
    for tick in 0..<20 {
      host.now = Instant(microseconds: UInt64(tick) * 50_000)
      let reaction = host.react(to: echoRequest().frame)
      #expect(reaction.outcome == .held)
      requests += reaction.sent.count
    }
    #expect(requests == 1)
  }

  @Test("[A7] asks for each neighbor at its own pace")
  func pacePerNeighbor() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: [192, 0, 2, 10])
    host.advance(.milliseconds(400))
    try host.send(from: socket, to: [192, 0, 2, 11])
    #expect(try destinations(host.poll()) == ["who has 10", "who has 11"])
    host.advance(.milliseconds(600))
    #expect(try destinations(host.poll()) == ["who has 10"])
    host.advance(.milliseconds(400))
    #expect(try destinations(host.poll()) == ["who has 11"])
  }

  @Test("[A7] asks anew after it has given up")
  func asksAnew() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.peer.address)
    for _ in 0..<4 {
      host.poll()
      host.advance(.seconds(1))
    }
    try host.send(from: socket, to: Station.peer.address)
    #expect(try destinations(host.poll()) == ["who has 1"])
  }
}
