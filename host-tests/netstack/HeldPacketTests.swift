import Link
import NetStack
import Testing

/// Packets that wait for their neighbor's hardware address (RFC 1122 §2.3.2.2).
@Suite struct HeldPacketTests {
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
}
