import Drivers
import Link
import Testing

@Suite("LAN9118 self-test")
struct LAN9118SelfTestTests {
  let model = LAN9118Model()

  @Test("passes when a frame comes back, and leaves the chip as it was")
  func passes() throws {
    var device = try start(model)
    let passed = device.loopbackSelfTest()
    #expect(passed)
    #expect(!model.phy.isInLoopback)
    #expect(model.sent == [])
    let state = device.updateLink()
    #expect(state == .up(.megabits100, .full))
    send(frame(60), &device)
    #expect(model.sent == [frame(60)])
    model.receive(frame(60))
    let received = receiveAll(&device)
    #expect(received == [frame(60)])
    expectNoViolations(model)
  }

  @Test("passes without a cable")
  func unplugged() throws {
    model.cable(isPlugged: false)
    var device = try start(model)
    let passed = device.loopbackSelfTest()
    #expect(passed)
    #expect(device.linkState == .down)
    expectNoViolations(model)
  }

  @Test("fails when nothing comes back, and still restores the PHY")
  func fails() throws {
    model.phy.loopsBack = false
    var device = try start(model)
    let passed = device.loopbackSelfTest()
    #expect(!passed)
    #expect(!model.phy.isInLoopback)
    #expect(model.phy.negotiations == 2)
    expectNoViolations(model)
  }

  @Test("fails on an MII that stays busy in loopback, and the recovery restores the PHY")
  func miiFails() throws {
    var device = try start(model)
    model.miiHangsInLoopback = true
    let passed = device.loopbackSelfTest()
    #expect(!passed)
    #expect(model.phy.isInLoopback)
    model.miiHangsInLoopback = false
    _ = device.updateLink()
    #expect(!model.phy.isInLoopback)
    #expect(device.linkState.isUp)
  }

  @Test("drops and counts the frames that waited")
  func framesThatWaited() throws {
    var device = try start(model)
    model.receive(frame(60))
    model.receive(frame(256))
    let passed = device.loopbackSelfTest()
    #expect(passed)
    #expect(device.counters.receiveOverruns == 2)
    expectNoViolations(model)
  }

  @Test("counts none of its frames as traffic")
  func leavesCounters() throws {
    var device = try start(model)
    _ = device.loopbackSelfTest()
    _ = device.rearmInterrupt()
    #expect(device.counters.receivedFrames == 0)
    #expect(device.counters.transmittedFrames == 0)
    #expect(device.counters.transmittedBytes == 0)
    #expect(device.counters.receiveOverruns == 0)
  }

  /// RX_FIFO_INF always claims a frame, RX_FIFO_DATA never ends, and each frame is a good one.
  @Test("gives up on a chip that offers frames without end")
  func endlessFrames() throws {
    let chip = EndlessChip()
    var device = try LAN9118(bus: EndlessBus(chip: chip))
    chip.isEndless = true
    let loads = chip.loads
    let passed = device.loopbackSelfTest()
    #expect(!passed)
    // Ten attempts of as many frames as the status FIFO holds, 64 bytes each.
    #expect(device.counters.receiveOverruns <= 10 * 176)
    #expect(chip.loads - loads < 100_000)
  }
}

/// A LAN9118 that lies about how much it has received.
private final class EndlessChip {
  let model = LAN9118Model()
  var isEndless = false
  private(set) var loads = 0

  func load(_ offset: Int) -> UInt32 {
    loads += 1
    guard isEndless else { return model.load(offset) }
    switch offset {
    case 0x00..<0x20: return 0
    // A good frame of 60 bytes and its check sequence.
    case 0x40: return 64 << 16
    case 0x7C: return 1 << 16 | 64
    default: return model.load(offset)
    }
  }
}

private struct EndlessBus: RegisterBus {
  let chip: EndlessChip

  func load(_ offset: Int) -> UInt32 { chip.load(offset) }
  func store(_ value: UInt32, at offset: Int) { chip.model.store(value, at: offset) }
}
