import Link
import NetStack
import Testing

/// The neighbor cache and the packets that wait for it (RFC 1122 §2.3.2).
@Suite struct NeighborTests {
  /// The hosts that the frames are meant for, and whether they only ask for one.
  private func destinations(_ frames: [[UInt8]]) throws -> [String] {
    try frames.map { bytes in
      let frame = try SentFrame(bytes)
      let address = frame.isARPRequest ? frame.targetProtocol : frame.packetDestination
      return "\(frame.isARPRequest ? "who has" : "to") \(address[3])"
    }
  }

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

  @Test("[A8] sends the latest packet when the neighbor answers, and only that")
  func holdsLatest() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    for number: UInt8 in 1...3 { try host.send([number], from: socket, to: Station.peer.address) }
    #expect(try destinations(host.poll()) == ["who has 1"])
    let sent = host.exchange(ARPBytes.reply(from: .peer))
    let frame = try SentFrame(try #require(sent.first))
    #expect(sent.count == 1)
    #expect(frame.destination == Station.peer.hardware)
    #expect(frame.source == Station.board.hardware)
    #expect(frame.data == [3])
    #expect(host.interface.counters.heldReplaced == 2)
    #expect(host.poll().isEmpty)
  }

  @Test("[A8] sends a held packet when the neighbor asks rather than answers")
  func releasedByRequest() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    try host.send(from: socket, to: Station.peer.address)
    host.poll()
    let sent = host.exchange(ARPBytes.request(from: .peer))
    #expect(try sent.map { try SentFrame($0).type } == [0x0806, 0x0800])
  }

  @Test("[A8] holds answers as well: echoes and errors are not lost")
  func holdsAnswers() throws {
    var host = BoardHost()
    #expect(host.outcome(of: echoRequest(pattern(5)).frame) == .held)
    #expect(host.outcome(of: udp(from: .neighbor(9), to: 9).frame) == .held)
    let echo = host.exchange(ARPBytes.reply(from: .peer))
    #expect(try echo.map { try SentFrame($0).data } == [pattern(5)])
    let error = host.exchange(ARPBytes.reply(from: .neighbor(9)))
    #expect(try error.map { try SentFrame($0).isICMPError } == [true])
  }

  @Test("[A8] holds a packet of the link's full length")
  func holdsFullLength() throws {
    var host = BoardHost()
    #expect(host.outcome(of: echoRequest(pattern(1472)).frame) == .held)
    let sent = host.exchange(ARPBytes.reply(from: .peer))
    #expect(try sent.map { try SentFrame($0).data } == [pattern(1472)])
  }

  @Test("[A8] the packet that has waited longest makes room for another neighbor's")
  func heldEvicted() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    for number: UInt8 in 10...12 {
      try host.send([number], from: socket, to: [192, 0, 2, number])
    }
    #expect(host.interface.counters.heldEvicted == 1)
    host.poll()
    #expect(host.exchange(ARPBytes.reply(from: .neighbor(10))).isEmpty)
    for number: UInt8 in [11, 12] {
      let sent = host.exchange(ARPBytes.reply(from: .neighbor(number)))
      #expect(try sent.map { try SentFrame($0).data } == [[number]])
    }
  }

  @Test("[A8] a packet that takes its predecessor's place has not waited long")
  func replacedIsYoung() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    try host.send([1], from: socket, to: [192, 0, 2, 10])
    try host.send([2], from: socket, to: [192, 0, 2, 11])
    try host.send([3], from: socket, to: [192, 0, 2, 10])
    try host.send([4], from: socket, to: [192, 0, 2, 12])
    host.poll()
    #expect(host.interface.counters.heldReplaced == 1)
    #expect(host.interface.counters.heldEvicted == 1)
    #expect(host.exchange(ARPBytes.reply(from: .neighbor(11))).isEmpty)
    let sent = host.exchange(ARPBytes.reply(from: .neighbor(10)))
    #expect(try sent.map { try SentFrame($0).data } == [[3]])
  }

  @Test("[A8] a packet whose neighbor answers while the device is busy is sent later")
  func releasedLater() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    host.meet(.neighbor(9))
    try host.send([1], from: socket, to: Station.peer.address)
    host.poll()
    host.interface.device.freeSlots = 1
    let echo = host.exchange(
      ARPBytes.reply(from: .peer), echoRequest(from: .neighbor(9)).frame)
    #expect(try destinations(echo) == ["to 9"])
    #expect(host.interface.counters.transmitDeferred == 1)
    host.advance(.milliseconds(1))
    #expect(host.deadline == host.now)
    #expect(host.poll().isEmpty)
    host.interface.device.freeSlots = 1
    #expect(try destinations(host.poll()) == ["to 1"])
    #expect(host.interface.counters.transmitDeferred == 2)
    #expect(host.deadline == nil)
  }

  @Test("[A8] a packet whose neighbor is forgotten while the device is busy is dropped and counted")
  func forgottenWhileBusy() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    host.meet(.neighbor(9))
    try host.send([1], from: socket, to: Station.peer.address)
    host.poll()
    host.interface.device.freeSlots = 1
    host.exchange(ARPBytes.reply(from: .peer), echoRequest(from: .neighbor(9)).frame)
    host.advance(.seconds(60))
    host.interface.device.freeSlots = nil
    #expect(host.poll().isEmpty)
    #expect(host.interface.counters.heldUnreachable == 1)
    #expect(host.deadline == nil)
  }

  @Test("[A8] a held packet that a slot has no room for is dropped and counted")
  func slotTooSmall() throws {
    var host = BoardHost()
    #expect(host.outcome(of: echoRequest(pattern(100)).frame) == .held)
    host.interface.device.slotSize = 100
    #expect(host.exchange(ARPBytes.reply(from: .peer)).isEmpty)
    #expect(host.interface.counters.heldUnreachable == 1)
    #expect(host.poll().isEmpty)
  }

  @Test("without a place to hold packets, asks all the same and says that nothing was kept")
  func holdsNothing() throws {
    var host = Host<2, 0, 1, 0, 0>()
    let request = echoRequest(from: .beyond).frame
    let reaction = host.react(to: request)
    #expect(reaction.outcome == .answerNotHeld)
    #expect(try destinations(reaction.sent) == ["who has 254"])
    #expect(host.exchange(ARPBytes.reply(from: .gateway)).isEmpty)
    #expect(host.outcome(of: request) == .answered)
  }

  @Test("an answer that can't be held goes back to the station that asked")
  func sentBack() throws {
    var host = Host<2, 0, 1, 0, 0>()
    let reaction = host.react(to: echoRequest().frame)
    #expect(reaction.outcome == .answered)
    #expect(try destinations(reaction.sent) == ["to 1"])
    #expect(host.interface.counters.answersSentBack == 1)
  }

  @Test("answers push out no packet that is held for another neighbor")
  func answersEvictNothing() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    for number: UInt8 in [10, 11] {
      try host.send([number], from: socket, to: [192, 0, 2, number])
    }
    for number: UInt8 in 100..<200 {
      let reaction = host.react(to: echoRequest(from: .neighbor(number)).frame)
      #expect(reaction.outcome == .answered)
    }
    #expect(host.interface.counters.heldEvicted == 0)
    for number: UInt8 in [10, 11] {
      let sent = host.exchange(ARPBytes.reply(from: .neighbor(number)))
      #expect(try sent.map { try SentFrame($0).data } == [[number]])
    }
  }

  @Test("a newcomer is answered when each place is of a neighbor that was answered")
  func newcomer() throws {
    var host = BoardHost()
    for number: UInt8 in 10..<50 {
      host.meet(.neighbor(number))
      host.exchange(echoRequest(from: .neighbor(number)).frame)
    }
    #expect(host.interface.occupancy(at: host.now).neighbors == 8)
    let reaction = host.react(to: echoRequest(pattern(1400)).frame)
    #expect(reaction.outcome == .answered)
    #expect(try destinations(reaction.sent) == ["to 1"])
  }

  @Test("a newcomer's long ping is answered in fragments when each place is taken")
  func newcomerInFragments() throws {
    var host = BoardHost()
    for number: UInt8 in 10..<18 {
      host.meet(.neighbor(number))
      host.exchange(echoRequest(from: .neighbor(number)).frame)
    }
    let message = echoRequest(pattern(3000)).payload
    var sent: [[UInt8]] = []
    for start in stride(from: 0, to: message.count, by: 1480) {
      let end = min(start + 1480, message.count)
      let packet = fragment(
        Array(message[start..<end]), at: start, more: end < message.count, protocol: 1)
      sent += host.exchange(ethernet(packet))
    }
    sent += host.poll()
    #expect(sent.count == 3)
    #expect(sent.allSatisfy { $0.starts(with: Station.peer.hardware) })
    #expect(host.interface.counters.answersSentBack == 1)
  }

  @Test("a gateway takes the place of a neighbor in use: nobody else chooses it")
  func gatewayFindsRoom() throws {
    var host = BoardHost()
    for number: UInt8 in 10..<50 {
      host.meet(.neighbor(number))
      host.exchange(echoRequest(from: .neighbor(number)).frame)
    }
    let reaction = host.react(to: echoRequest(from: .beyond).frame)
    #expect(reaction.outcome == .held)
    #expect(try destinations(reaction.sent) == ["who has 254"])
    #expect(try destinations(host.exchange(ARPBytes.reply(from: .gateway))) == ["to 1"])
  }

  @Test("the occupancy tells the neighbors, the requests and the packets that wait")
  func occupancy() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    host.meet(.neighbor(10), .neighbor(11))
    try host.send(from: socket, to: [192, 0, 2, 12])
    var occupancy = host.interface.occupancy(at: host.now)
    #expect(occupancy.neighbors == 2 && occupancy.unresolvedNeighbors == 1)
    #expect(occupancy.heldPackets == 1 && occupancy.sockets == 1 && occupancy.addresses == 1)
    for _ in 0..<100 {
      host.advance(.seconds(1))
      host.poll()
    }
    occupancy = host.interface.occupancy(at: host.now)
    #expect(occupancy.neighbors == 0 && occupancy.unresolvedNeighbors == 0)
    #expect(occupancy.heldPackets == 0)
    host.interface.close(socket, at: host.now)
    #expect(host.interface.occupancy(at: host.now).sockets == 0)
  }

  @Test("others' requests push out neighbors that were never sent to, the eldest first")
  func evictsNeverUsed() throws {
    var host = Host<3, 1, 1, 0, 0>()
    let socket = try host.interface.bind(port: 7)
    for number: UInt8 in 10...12 {
      host.meet(.neighbor(number))
      host.advance(.milliseconds(1))
    }
    try host.send(from: socket, to: [192, 0, 2, 10])
    host.poll()
    host.meet(.neighbor(13))
    #expect(host.interface.counters.neighborsEvicted == 1)
    for number: UInt8 in [10, 12, 13] {
      try host.send(from: socket, to: [192, 0, 2, number])
    }
    #expect(try destinations(host.poll()) == ["to 10", "to 12", "to 13"])
  }

  @Test("others' requests push out no neighbor in use, and are answered without a place")
  func sparesInUse() throws {
    var host = Host<2, 1, 1, 0, 0>()
    let socket = try host.interface.bind(port: 7)
    host.meet(.neighbor(10), .neighbor(11))
    for number: UInt8 in [10, 11] { try host.send(from: socket, to: [192, 0, 2, number]) }
    host.poll()
    for number: UInt8 in 20..<120 {
      #expect(host.outcome(of: ARPBytes.request(from: .neighbor(number))) == .answered)
    }
    #expect(host.interface.counters.neighborsFull == 100)
    #expect(host.interface.counters.neighborsEvicted == 0)
    for number: UInt8 in [10, 11] { try host.send(from: socket, to: [192, 0, 2, number]) }
    #expect(try destinations(host.poll()) == ["to 10", "to 11"])
  }

  @Test("our own traffic pushes out a neighbor that was never sent to before one in use")
  func ownTrafficTakesNeverUsed() throws {
    var host = Host<2, 1, 1, 0, 0>()
    let socket = try host.interface.bind(port: 7)
    host.meet(.neighbor(10))
    try host.send(from: socket, to: [192, 0, 2, 10])
    host.advance(.seconds(1))
    host.meet(.neighbor(11))
    try host.send(from: socket, to: [192, 0, 2, 12])
    try host.send(from: socket, to: [192, 0, 2, 10])
    #expect(try destinations(host.poll()) == ["who has 12", "to 10"])
    #expect(host.interface.counters.neighborsEvicted == 1)
  }

  @Test("our own traffic pushes out the eldest neighbor in use when all are")
  func ownTrafficTakesEldest() throws {
    var host = Host<2, 1, 1, 0, 0>()
    let socket = try host.interface.bind(port: 7)
    for number: UInt8 in [10, 11] {
      host.meet(.neighbor(number))
      try host.send(from: socket, to: [192, 0, 2, number])
      host.advance(.seconds(1))
    }
    host.poll()
    try host.send(from: socket, to: [192, 0, 2, 12])
    try host.send(from: socket, to: [192, 0, 2, 11])
    #expect(try destinations(host.poll()) == ["who has 12", "to 11"])
    #expect(host.interface.counters.neighborsEvicted == 1)
  }

  @Test("takes the place of a neighbor past its end before any other, and does not count it")
  func expiredFirst() throws {
    var host = Host<2, 1, 1, 0, 0>()
    let socket = try host.interface.bind(port: 7)
    host.meet(.neighbor(10))
    try host.send(from: socket, to: [192, 0, 2, 10])
    host.advance(.seconds(30))
    host.meet(.neighbor(11))
    host.advance(.seconds(30))
    host.meet(.neighbor(12))
    host.poll()
    for number: UInt8 in [11, 12] { try host.send(from: socket, to: [192, 0, 2, number]) }
    #expect(try destinations(host.poll()) == ["to 11", "to 12"])
    #expect(host.interface.counters.neighborsEvicted == 0)
  }

  @Test("a neighbor that is being asked for keeps its place, even from our own traffic")
  func unresolvedStays() throws {
    var host = Host<2, 2, 1, 0, 0>()
    let socket = try host.interface.bind(port: 7)
    for number: UInt8 in [10, 11] { try host.send(from: socket, to: [192, 0, 2, number]) }
    do throws(SendError) {
      try host.send(from: socket, to: [192, 0, 2, 12])
      Issue.record("sent")
    } catch {
      #expect(error == .neighborsFull)
    }
    #expect(host.outcome(of: ARPBytes.request(from: .neighbor(13))) == .answered)
    #expect(host.outcome(of: echoRequest(from: .neighbor(14)).frame) == .answered)
    #expect(host.outcome(of: echoRequest(from: .beyond).frame) == .answerNeighborsFull)
    #expect(host.interface.counters.neighborsFull == 4)
    let sent = host.exchange(
      ARPBytes.reply(from: .neighbor(10)), ARPBytes.reply(from: .neighbor(11)))
    #expect(try destinations(sent) == ["to 10", "to 11"])
  }

  @Test("an interface without a neighbor cache survives")
  func noCache() throws {
    var host = Host<0, 0, 1, 0, 0>()
    #expect(host.outcome(of: ARPBytes.request(from: .peer)) == .answered)
    #expect(host.outcome(of: echoRequest().frame) == .answered)
    #expect(host.outcome(of: echoRequest(from: .beyond).frame) == .answerNeighborsFull)
  }
}
