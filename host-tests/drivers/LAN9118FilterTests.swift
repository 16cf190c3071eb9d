import Drivers
import Link
import Testing

@Suite("LAN9118 filter")
struct LAN9118FilterTests {
  let model = LAN9118Model()

  @Test("passes frames to the station and to all, and no others")
  func perfect() throws {
    var device = try start(model)
    model.receive(frame(60, to: station))
    model.receive(frame(61, to: broadcast))
    model.receive(frame(62, to: [0x02, 0, 0, 0, 0, 0x02]))
    model.receive(frame(63, to: array(allSystems)))
    let received = receiveAll(&device)
    #expect(received.map(\.count) == [60, 61])
  }

  @Test(
    "sets the bit of the hash that the chip looks up",
    arguments: [
      ([0x01, 0x00, 0x5E, 0x00, 0x00, 0x01], 31),
      ([0x01, 0x00, 0x5E, 0x00, 0x00, 0xFB], 15),
      ([0x01, 0x00, 0x5E, 0x00, 0x00, 0xFC], 62),
      ([0x33, 0x33, 0x00, 0x00, 0x00, 0x01], 62),
      ([0x33, 0x33, 0xFF, 0x12, 0x34, 0x56], 2),
      ([0x01, 0x80, 0xC2, 0x00, 0x00, 0x0E], 33),
      ([0x01, 0x1B, 0x19, 0x00, 0x00, 0x00], 63),
    ] as [([UInt8], Int)])
  func hash(address: [UInt8], index: Int) throws {
    var device = try start(model)
    let group: [6 of UInt8] = [
      address[0], address[1], address[2], address[3], address[4], address[5],
    ]
    let isJoined = device.join(multicast: group)
    #expect(isJoined)
    #expect(model.hash == 1 << UInt64(index))
    model.receive(frame(60, to: address))
    let received = receiveAll(&device)
    #expect(received == [frame(60, to: address)])
    expectNoViolations(model)
  }

  @Test("each join needs its leave")
  func joinsAreCounted() throws {
    var device = try start(model)
    _ = device.join(multicast: allSystems)
    _ = device.join(multicast: allSystems)
    device.leave(multicast: allSystems)
    #expect(model.receive(frame(60, to: array(allSystems))))
    device.leave(multicast: allSystems)
    #expect(!model.receive(frame(60, to: array(allSystems))))
    #expect(model.macControl & 1 << 13 == 0)
    expectNoViolations(model)
  }

  @Test("two groups in one bucket are told apart by their joins alone")
  func sharedBucket() throws {
    var device = try start(model)
    _ = device.join(multicast: [0x01, 0x00, 0x5E, 0x00, 0x00, 0xFC])
    _ = device.join(multicast: [0x33, 0x33, 0x00, 0x00, 0x00, 0x01])
    device.leave(multicast: [0x01, 0x00, 0x5E, 0x00, 0x00, 0xFC])
    #expect(model.hash == 1 << 62)
  }

  @Test("a leave without a join changes nothing")
  func leaveWithoutJoin() throws {
    var device = try start(model)
    device.leave(multicast: allSystems)
    _ = device.join(multicast: allSystems)
    #expect(model.hash == 1 << 31)
    expectNoViolations(model)
  }

  @Test("refuses an address that is no group's")
  func unicast() throws {
    var device = try start(model)
    let isJoined = device.join(multicast: [0x02, 0, 0, 0, 0, 0x02])
    device.leave(multicast: [0x02, 0, 0, 0, 0, 0x02])
    #expect(!isJoined)
    #expect(model.hash == 0)
  }

  @Test("refuses what it can no longer count, and forgets nothing")
  func tooManyJoins() throws {
    var device = try start(model)
    for _ in 0..<255 {
      let isJoined = device.join(multicast: allSystems)
      #expect(isJoined)
    }
    let isJoined = device.join(multicast: allSystems)
    #expect(!isJoined)
    for _ in 0..<254 { device.leave(multicast: allSystems) }
    #expect(model.hash == 1 << 31)
    device.leave(multicast: allSystems)
    #expect(model.hash == 0)
  }

  @Test("hears everything on request only")
  func promiscuous() throws {
    var device = try start(model)
    let foreign = frame(60, to: [0x02, 0, 0, 0, 0, 0x02])
    device.setPromiscuous(true)
    #expect(model.receive(foreign))
    device.setPromiscuous(false)
    #expect(!model.receive(foreign))
    let received = receiveAll(&device)
    #expect(received == [foreign])
    expectNoViolations(model)
  }

  @Test("changes the filter of a receiver that does not say that it stopped")
  func receiverDoesNotStop() throws {
    var device = try start(model)
    model.receiverStops = false
    _ = device.join(multicast: allSystems)
    #expect(model.receive(frame(60, to: array(allSystems))))
    expectNoViolations(model)
  }

  @Test("a filter that could not be written is written by the recovery")
  func macFails() throws {
    var device = try start(model)
    model.macHangs = true
    let isJoined = device.join(multicast: allSystems)
    #expect(isJoined)
    #expect(device.isOperational == false)
    model.macHangs = false
    _ = device.updateLink()
    #expect(model.receive(frame(60, to: array(allSystems))))
    expectNoViolations(model)
  }
}
