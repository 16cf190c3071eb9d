import Drivers
import Link
import Testing

@Suite("LAN9118 interrupt")
struct LAN9118InterruptTests {
  let model = LAN9118Model()

  @Test("a frame interrupts; once drained and rearmed the line is quiet")
  func receiveInterrupt() throws {
    var device = try start(model)
    device.enableInterrupts()
    #expect(!model.interruptLine)
    model.receive(frame(60))
    #expect(model.interruptLine)
    let received = receiveAll(&device)
    #expect(received.count == 1)
    let isWorkLeft = device.rearmInterrupt()
    #expect(!isWorkLeft)
    #expect(!model.interruptLine)
    expectNoViolations(model)
  }

  @Test("says so when a frame came after the drain and before the acknowledgement")
  func frameBeforeAcknowledgement() throws {
    var device = try start(model)
    device.enableInterrupts()
    model.receive(frame(60))
    _ = receiveAll(&device)
    model.receive(frame(61))
    let isWorkLeft = device.rearmInterrupt()
    #expect(isWorkLeft)
    let received = receiveAll(&device)
    #expect(received.map(\.count) == [61])
    let isMoreLeft = device.rearmInterrupt()
    #expect(!isMoreLeft)
  }

  @Test("a frame after the acknowledgement raises the line again")
  func frameAfterAcknowledgement() throws {
    var device = try start(model)
    device.enableInterrupts()
    model.receive(frame(60))
    _ = receiveAll(&device)
    _ = device.rearmInterrupt()
    model.receive(frame(61))
    #expect(model.interruptLine)
  }

  @Test("without traffic there is nothing to do and the line stays quiet")
  func idle() throws {
    var device = try start(model)
    device.enableInterrupts()
    for _ in 0..<100 {
      let isWorkLeft = device.rearmInterrupt()
      #expect(!isWorkLeft)
      #expect(!model.interruptLine)
    }
    #expect(device.counters.recoveries == 0)
    expectNoViolations(model)
  }

  @Test("interrupts stay off until they are wanted")
  func disabled() throws {
    let device = try start(model)
    model.receive(frame(60))
    #expect(!model.interruptLine)
    #expect(device.isOperational == true)
  }

  @Test("a receiver error is counted and the chip reset")
  func receiverError() throws {
    var device = try start(model)
    device.enableInterrupts()
    model.raise(1 << 14)
    #expect(model.interruptLine)
    _ = device.rearmInterrupt()
    #expect(device.counters.receiveOverruns == 1)
    #expect(device.counters.recoveries == 1)
    #expect(!model.interruptLine)
    model.receive(frame(60))
    #expect(model.interruptLine)
    expectNoViolations(model)
  }

  @Test("a transmitter error is counted and the chip reset")
  func transmitterError() throws {
    var device = try start(model)
    device.enableInterrupts()
    model.raise(1 << 13)
    _ = device.rearmInterrupt()
    #expect(device.counters.transmitErrors == 1)
    #expect(device.counters.recoveries == 1)
    send(frame(60), &device)
    #expect(model.sent == [frame(60)])
    expectNoViolations(model)
  }

  @Test("a recovery keeps address, groups, duplex and negotiation")
  func recoveryKeepsState() throws {
    model.phy.partnerAbility = 0x0021
    var device = try LAN9118(
      bus: ModelBus(model: model), address: [0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE])
    _ = device.join(multicast: allSystems)
    let control = model.macControl
    model.raise(1 << 14)
    _ = device.rearmInterrupt()
    #expect(device.counters.recoveries == 1)
    #expect(model.address == [0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE])
    #expect(model.hash == 1 << 31)
    #expect(model.macControl == control)
    #expect(model.phy.negotiations == 1)
    expectNoViolations(model)
  }
}
