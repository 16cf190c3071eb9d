import Link
import NetStack
import Testing

/// Who gets a place among the neighbors when all are taken.
@Suite struct NeighborEvictionTests {
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

  @Test("a newcomer's datagram is answered, and nobody forgotten for it, when each place is in use")
  func newcomersDatagram() throws {
    var host = BoardHost()
    let socket = try host.interface.bind(port: 7)
    for number: UInt8 in 10..<18 {
      host.meet(.neighbor(number))
      try host.send(from: socket, to: Station.neighbor(number).address)
    }
    _ = host.poll()
    let reaction = host.react(to: udp([1]).frame) { $1.send(copying: $0.payload) }
    #expect(reaction.outcome == .answered)
    #expect(try destinations(reaction.sent) == ["to 1"])
    #expect(host.interface.counters.neighborsEvicted == 0)
    #expect(host.interface.counters.answersSentBack == 1)
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
