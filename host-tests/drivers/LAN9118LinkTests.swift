import Drivers
import Link
import Testing

@Suite("LAN9118 link")
struct LAN9118LinkTests {
  let model = LAN9118Model()

  @Test(
    "takes the best that both sides can do",
    arguments: [
      (0x0F71, .up(.megabits100, .full)),
      (0x05E1, .up(.megabits100, .full)),
      (0x00A1, .up(.megabits100, .half)),
      (0x0061, .up(.megabits10, .full)),
      (0x0021, .up(.megabits10, .half)),
      (0x0080, .up(.megabits100, .half)),
      (0x0000, .up(.megabits10, .half)),
    ] as [(UInt16, LinkState)])
  func resolution(ability: UInt16, expected: LinkState) throws {
    model.phy.partnerAbility = ability
    let device = try start(model)
    #expect(device.linkState == expected)
    let isFullDuplex = model.macControl & 1 << 20 != 0
    let disablesReceiveOwn = model.macControl & 1 << 23 != 0
    switch expected {
    case .up(_, .half):
      #expect(!isFullDuplex)
      #expect(disablesReceiveOwn)
    default:
      #expect(isFullDuplex)
      #expect(!disablesReceiveOwn)
    }
    expectNoViolations(model)
  }

  @Test("is down while negotiation goes on")
  func negotiating() throws {
    model.phy.completesNegotiation = false
    var device = try start(model)
    #expect(device.linkState == .down)
    model.phy.completesNegotiation = true
    let state = device.updateLink()
    #expect(state == .up(.megabits100, .full))
  }

  @Test("tells of each change once and counts it")
  func changes() throws {
    var device = try start(model)
    let unchanged = device.updateLink()
    #expect(unchanged == nil)
    model.cable(isPlugged: false)
    let down = device.updateLink()
    #expect(down == .down)
    let stillDown = device.updateLink()
    #expect(stillDown == nil)
    model.cable(isPlugged: true)
    let up = device.updateLink()
    #expect(up == .up(.megabits100, .full))
    #expect(device.counters.linkChanges == 2)
    expectNoViolations(model)
  }

  @Test("is not misled by a loss that is over")
  func latchedLoss() throws {
    var device = try start(model)
    model.cable(isPlugged: false)
    model.cable(isPlugged: true)
    let state = device.updateLink()
    #expect(state == nil)
    #expect(device.linkState.isUp)
  }

  @Test("sets the MAC to the duplex of a new partner")
  func duplexChange() throws {
    var device = try start(model)
    model.phy.partnerAbility = 0x0021
    let state = device.updateLink()
    #expect(state == .up(.megabits10, .half))
    #expect(model.macControl == 1 << 23 | 1 << 3 | 1 << 2)
    model.receive(frame(60))
    let received = receiveOne(&device)
    #expect(received == frame(60))
    expectNoViolations(model)
  }

  @Test("an MII that stays busy is a link that is down, and the chip is reset")
  func miiFails() throws {
    var device = try start(model)
    model.miiHangs = true
    let state = device.updateLink()
    #expect(state == .down)
    #expect(device.counters.recoveries == 1)
    #expect(device.isOperational == false)
    model.miiHangs = false
    let next = device.updateLink()
    #expect(next == .up(.megabits100, .full))
    #expect(device.isOperational == true)
  }

  @Test("a change interrupts, and looking at it takes the interrupt back")
  func linkInterrupt() throws {
    var device = try start(model)
    device.enableInterrupts()
    #expect(!model.interruptLine)
    model.cable(isPlugged: false)
    #expect(model.interruptLine)
    let isWorkLeft = device.rearmInterrupt()
    #expect(isWorkLeft)
    #expect(device.linkUpdateIsDue == true)
    let state = device.updateLink()
    #expect(state == .down)
    #expect(device.linkUpdateIsDue == false)
    let isMoreLeft = device.rearmInterrupt()
    #expect(!isMoreLeft)
    #expect(!model.interruptLine)
    expectNoViolations(model)
  }
}
