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
}
