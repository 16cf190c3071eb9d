import Drivers
import Link
import Testing

@Suite("LAN9118 start")
struct LAN9118StartTests {
  let model = LAN9118Model()

  @Test("leaves its bus alone until it starts")
  func unstarted() {
    let recording = RecordingBus.Recording()
    let device = LAN9118(unstarted: RecordingBus(recording: recording))
    #expect(recording.loads.isEmpty)
    #expect(recording.stores.isEmpty)
    #expect(device.linkState == .down)
  }

  @Test("starts later like one that started at once")
  func lateStart() throws {
    var device = LAN9118(unstarted: ModelBus(model: model))
    try device.start()
    let other = LAN9118Model()
    let atOnce = try start(other)
    #expect(array(device.hardwareAddress) == array(atOnce.hardwareAddress))
    #expect(model.resets == other.resets)
    expectNoViolations(model)
  }

  @Test("takes the station address that the chip loaded")
  func ownAddress() throws {
    model.stationAddress = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56]
    let device = try start(model)
    #expect(array(device.hardwareAddress) == [0x52, 0x54, 0x00, 0x12, 0x34, 0x56])
    expectNoViolations(model)
  }

  @Test("gives the chip the address of its caller")
  func givenAddress() throws {
    let device = try LAN9118(
      bus: ModelBus(model: model), address: [0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE])
    #expect(array(device.hardwareAddress) == [0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE])
    #expect(model.address == [0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE])
    expectNoViolations(model)
  }

  @Test("a caller's address serves a chip without one")
  func addressForBlankChip() throws {
    model.stationAddress = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    _ = try LAN9118(bus: ModelBus(model: model), address: [0x02, 0, 0, 0, 0, 0x09])
    #expect(model.address == [0x02, 0, 0, 0, 0, 0x09])
    expectNoViolations(model)
  }

  @Test(
    "refuses addresses that are no station's",
    arguments: [
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
      [0, 0, 0, 0, 0, 0],
      [0x01, 0x00, 0x5E, 0x00, 0x00, 0x01],
    ] as [[UInt8]])
  func noStationAddress(address: [UInt8]) {
    model.stationAddress = address
    #expect(startError(model) == .noStationAddress)
    expectNoViolations(model)
  }

  @Test("resets the chip once and leaves it interruptible but silent")
  func configuration() throws {
    let resetsBefore = model.resets
    _ = try start(model)
    #expect(model.resets == resetsBefore + 1)
    #expect(model.load(0x54) == 0x111)
    #expect(model.load(0x5C) == 0)
    #expect(model.load(0x6C) == 0x200)
    #expect(model.load(0x70) == 0x2)
    #expect(model.load(0x68) & 0xFF == 0)
    #expect(!model.interruptLine)
    expectNoViolations(model)
  }

  @Test("receives and transmits in full duplex, and is not promiscuous")
  func macControl() throws {
    _ = try start(model)
    #expect(model.macControl == 1 << 20 | 1 << 3 | 1 << 2)
  }

  @Test("starts negotiation of 10 and 100 Mbit/s, half and full duplex")
  func negotiation() throws {
    _ = try start(model)
    #expect(model.phy.negotiations == 1)
    #expect(model.phy.advertisement == 0x01E1)
  }

  @Test("waits while MAC and MII are busy")
  func busyForAWhile() throws {
    model.busyReads = 5
    let device = try start(model)
    #expect(device.linkState == .up(.megabits100, .full))
    expectNoViolations(model)
  }

  @Test("names what it found where no chip answers", arguments: [0, 0xFFFF_FFFF, 0x4321_8765])
  func noChip(byteTest: UInt32) {
    model.byteTest = byteTest
    #expect(startError(model) == .noChip(found: byteTest))
  }

  @Test("names a chip that it does not know", arguments: [0x9220_0000, 0x0114_0001, 0x0119_0001])
  func unknownChip(identification: UInt32) {
    model.identification = identification
    #expect(startError(model) == .unknownChip(identification: identification))
  }

  @Test("knows the whole family", arguments: [0x0115_0001, 0x0116_0001, 0x0117_0001, 0x0118_0001])
  func knownChip(identification: UInt32) {
    model.identification = identification
    #expect(startError(model) == nil)
  }

  @Test("gives up on a reset that never ends")
  func resetTimeout() {
    model.resetHangs = true
    #expect(startError(model) == .resetTimeout)
  }

  @Test("believes a chip that says its reset timed out")
  func resetTimeoutReported() {
    model.resetTimesOut = true
    #expect(startError(model) == .resetTimeout)
  }

  @Test("gives up on a chip that is never ready")
  func notReady() {
    model.isReady = false
    #expect(startError(model) == .notReady)
  }

  @Test("gives up on an EEPROM that is never read")
  func eepromBusy() {
    model.eepromHangs = true
    #expect(startError(model) == .eepromBusy)
  }

  @Test("gives up on a MAC that stays busy")
  func macBusy() {
    model.macHangs = true
    #expect(startError(model) == .macBusy)
    expectNoViolations(model)
  }

  @Test("gives up on an MII that stays busy")
  func miiBusy() {
    model.miiHangs = true
    #expect(startError(model) == .miiBusy)
    expectNoViolations(model)
  }

  @Test("misses a PHY that reads as all ones or all zeros", arguments: [0xFFFF, 0] as [UInt16])
  func noPHY(identifier: UInt16) {
    model.phy.identifier = (identifier, identifier)
    #expect(startError(model) == .noPHY)
  }

  @Test("starts with the cable unplugged")
  func unplugged() throws {
    model.cable(isPlugged: false)
    let device = try start(model)
    #expect(device.linkState == .down)
    expectNoViolations(model)
  }

  @Test("lends frames of 1514 bytes and computes no checksums")
  func capabilities() throws {
    let device = try start(model)
    #expect(device.capabilities.maximumFrameSize == 1514)
    #expect(device.capabilities.transmitChecksums == [])
  }
}
