import Drivers
import Link
import Testing

@Suite("LAN9118 receive")
struct LAN9118ReceiveTests {
  let model = LAN9118Model()

  /// Status words with what they are to be counted as.
  static let statuses: [(UInt32, CounterOf)] = [
    (0x8002, { $0.receiveCRCErrors }),
    (0x8008, { $0.receiveMediumErrors }),
    (0x8092, { $0.receiveWatchdogTimeouts }),
    (0x8842, { $0.receiveCollisions }),
    (0x8080, { $0.receiveTooLong }),
    (0x8802, { $0.receiveRunts }),
    (0x1000, { $0.receiveLengthErrors }),
    (0x8000, { $0.receiveMediumErrors }),
  ]

  @Test(
    "lends a frame as it came, without the frame check sequence", arguments: [14, 60, 61, 1514])
  func frameIsIntact(size: Int) throws {
    var device = try start(model)
    model.receive(frame(size))
    let received = receiveOne(&device)
    #expect(received == frame(size))
    #expect(device.counters.receivedFrames == 1)
    #expect(device.counters.receivedBytes == UInt32(size))
    expectNoViolations(model)
  }

  @Test("lends frames in the order of their arrival")
  func order() throws {
    var device = try start(model)
    for seed in 0..<6 { model.receive(frame(1514 - seed, seed: seed)) }
    let received = receiveAll(&device)
    #expect(received == (0..<6).map { frame(1514 - $0, seed: $0) })
    expectNoViolations(model)
  }

  @Test("calls nobody when nothing waits")
  func nothingWaits() throws {
    var device = try start(model)
    let received = receiveOne(&device)
    #expect(received == nil)
    expectNoViolations(model)
  }

  @Test("claims to have verified no checksum")
  func verifiesNothing() throws {
    var device = try start(model)
    model.receive(frame(60))
    var verified: ChecksumSet?
    _ = device.receive { frame, slot in
      verified = frame.verifiedChecksums
      return slot.discard()
    }
    #expect(verified == [])
  }

  @Test("sends the answer that was written into the slot")
  func answers() throws {
    var device = try start(model)
    model.receive(frame(100))
    let wasCalled = device.receive { frame, slot in
      var slot = slot
      for i in frame.bytes.indices { slot.bytes[i] = ~frame.bytes[i] }
      return slot.send(frame.bytes.count)
    }
    #expect(wasCalled)
    #expect(model.sent == [frame(100).map { ~$0 }])
    expectNoViolations(model)
  }

  @Test("lends a slot of the longest frame's size with each frame")
  func slotSize() throws {
    var device = try start(model)
    model.receive(frame(60))
    var room = 0
    _ = device.receive { _, slot in
      room = slot.bytes.count
      return slot.discard()
    }
    #expect(room == 1514)
    #expect(model.sent == [])
  }

  @Test("leaves a frame where it is while there is no room for an answer")
  func noRoom() throws {
    var device = try start(model)
    model.receive(frame(60))
    model.transmitterHangs = true
    let refused = receiveOne(&device)
    #expect(refused == nil)
    #expect(device.counters.transmitNoRoom == 1)
    model.transmitterHangs = false
    let received = receiveOne(&device)
    #expect(received == frame(60))
    expectNoViolations(model)
  }

  @Test(
    "drops a bad frame, counts its reason once, and goes on with the next",
    arguments: statuses)
  func badFrame(bits: UInt32, counter: CounterOf) throws {
    var device = try start(model)
    model.receive(frame(77), errors: bits)
    model.receive(frame(60, seed: 2))
    let received = receiveAll(&device)
    #expect(received == [frame(60, seed: 2)])
    let counters = device.counters
    #expect(counter(counters) == 1)
    #expect(counters.receivedFrames == 1)
    #expect(dropped(counters) == 1)
    expectNoViolations(model)
  }

  @Test("keeps a frame with a dribbling bit whose check is right")
  func dribblingBit() throws {
    var device = try start(model)
    model.receive(frame(60), errors: 1 << 2)
    let received = receiveOne(&device)
    #expect(received == frame(60))
  }

  @Test("drops a frame too short for an Ethernet header", arguments: 0...13)
  func runt(size: Int) throws {
    var device = try start(model)
    model.receive(frame(size))
    model.receive(frame(60))
    let received = receiveAll(&device)
    #expect(received == [frame(60)])
    #expect(device.counters.receiveRunts == 1)
    expectNoViolations(model)
  }

  @Test("drops a frame longer than its buffer", arguments: [1515, 1518, 1531, 2043])
  func tooLong(size: Int) throws {
    var device = try start(model)
    model.receive(frame(size))
    model.receive(frame(60))
    let received = receiveAll(&device)
    #expect(received == [frame(60)])
    #expect(device.counters.receiveTooLong == 1)
    expectNoViolations(model)
  }

  @Test("passes over a FIFO full of bad frames in one call")
  func onlyBadFrames() throws {
    var device = try start(model)
    for _ in 0..<176 { model.receive(frame(40), errors: 1 << 1 | 1 << 15) }
    let received = receiveOne(&device)
    #expect(received == nil)
    #expect(device.counters.receiveCRCErrors == 176)
    let isWorkLeft = device.rearmInterrupt()
    #expect(!isWorkLeft)
    expectNoViolations(model)
  }

  @Test("loses what does not fit the FIFO, and what fits comes out whole")
  func fullFIFO() throws {
    var device = try start(model)
    for seed in 0..<10 { model.receive(frame(1514, seed: seed)) }
    #expect(model.dropsOnFull == 4)
    let received = receiveAll(&device)
    #expect(received == (0..<6).map { frame(1514, seed: $0) })
    model.receive(frame(1514, seed: 99))
    let next = receiveOne(&device)
    #expect(next == frame(1514, seed: 99))
    expectNoViolations(model)
  }

  @Test("holds 165 frames of the least size")
  func manySmallFrames() throws {
    var device = try start(model)
    for seed in 0..<200 { model.receive(frame(58, seed: seed)) }
    #expect(model.dropsOnFull == 35)
    let received = receiveAll(&device)
    #expect(received == (0..<165).map { frame(58, seed: $0) })
    expectNoViolations(model)
  }

  @Test("counts the frames that the chip says it dropped")
  func dropsCounted() throws {
    model.countsDrops = true
    var device = try start(model)
    for _ in 0..<10 { model.receive(frame(1514)) }
    _ = device.rearmInterrupt()
    _ = device.rearmInterrupt()
    #expect(device.counters.receiveOverruns == 4)
  }

  @Test(
    "recovers from a status that names more than there is, or less than a check sequence",
    arguments: [0, 3, 65, 1500, 0x3FFF])
  func lyingStatus(length: Int) throws {
    model.checksFraming = false
    var device = try start(model)
    device.enableInterrupts()
    _ = device.join(multicast: allSystems)
    model.receive(frame(58), claiming: length)
    let received = receiveAll(&device)
    #expect(received == [])
    #expect(device.counters.recoveries == 1)
    #expect(device.isOperational == true)
    model.receive(frame(60, to: array(allSystems)))
    #expect(model.interruptLine)
    let next = receiveAll(&device)
    #expect(next == [frame(60, to: array(allSystems))])
    send(frame(60), &device)
    #expect(model.sent == [frame(60)])
    expectNoViolations(model)
  }

  @Test("recovers when data is left that belongs to no frame")
  func residue() throws {
    model.checksFraming = false
    var device = try start(model)
    model.receive(frame(100), claiming: 64)
    _ = receiveAll(&device)
    for _ in 0..<7 { _ = device.rearmInterrupt() }
    #expect(device.counters.recoveries == 0)
    _ = device.rearmInterrupt()
    #expect(device.counters.recoveries == 1)
    model.receive(frame(60))
    let next = receiveAll(&device)
    #expect(next == [frame(60)])
    expectNoViolations(model)
  }

  @Test("recovers when data went missing under a frame")
  func missingData() throws {
    model.checksFraming = false
    var device = try start(model)
    model.receive(frame(100))
    model.loseData(5)
    let received = receiveAll(&device)
    #expect(received == [])
    #expect(device.counters.recoveries == 1)
    expectNoViolations(model)
  }

  @Test("stands still when a recovery fails, and comes back when the chip does")
  func failedRecovery() throws {
    model.checksFraming = false
    var device = try start(model)
    model.resetHangs = true
    model.receive(frame(58), claiming: 2000)
    let received = receiveAll(&device)
    #expect(received == [])
    #expect(device.isOperational == false)
    #expect(device.linkState == .down)
    let isWorkLeft = device.rearmInterrupt()
    #expect(!isWorkLeft)
    let isStillDown = device.updateLink()
    #expect(isStillDown == nil)
    model.resetHangs = false
    let state = device.updateLink()
    #expect(state == .up(.megabits100, .full))
    #expect(device.isOperational == true)
    model.receive(frame(60))
    let next = receiveAll(&device)
    #expect(next == [frame(60)])
    expectNoViolations(model)
  }
}

/// All frames that a device received and did not pass on.
func dropped(_ counters: DeviceCounters) -> UInt32 {
  counters.receiveCRCErrors + counters.receiveLengthErrors + counters.receiveRunts
    + counters.receiveTooLong + counters.receiveCollisions + counters.receiveMediumErrors
    + counters.receiveOverruns + counters.receiveWatchdogTimeouts
}
