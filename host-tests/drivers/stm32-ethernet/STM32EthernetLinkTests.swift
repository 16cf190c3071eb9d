import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet link")
struct STM32EthernetLinkTests {
  let bench = EthernetBench()

  @Test(
    "takes the best that both sides can do and sets the MAC to it",
    arguments: [
      (0x41E1, .up(.megabits100, .full)),
      (0x40A1, .up(.megabits100, .half)),
      (0x4061, .up(.megabits10, .full)),
      (0x4021, .up(.megabits10, .half)),
      (0x4081, .up(.megabits100, .half)),
    ] as [(UInt16, LinkState)])
  func resolution(ability: UInt16, expected: LinkState) throws {
    bench.model.phy.partner = EthernetPartner(ability: ability)
    var device = try bench.device()
    bench.bringUp(&device)
    #expect(device.linkState == expected)
    expectControl(expected)
    let works = bench.isInService(&device)
    #expect(works)
    bench.expectNoViolations()
  }

  @Test(
    "takes the speed of a partner that does not negotiate, at half duplex",
    arguments: [(true, .up(.megabits100, .half)), (false, .up(.megabits10, .half))]
      as [(Bool, LinkState)])
  func parallelDetection(isFast: Bool, expected: LinkState) throws {
    bench.model.phy.partner = EthernetPartner(isFast: isFast)
    var device = try bench.device()
    bench.bringUp(&device)
    #expect(device.linkState == expected)
    expectControl(expected)
    #expect(bench[ETH.macfcr] == 0)
    let works = bench.isInService(&device)
    #expect(works)
  }

  /// MACCR: bit 15 as after reset, FES, ROD or DM, IPCO, TE and RE.
  private func expectControl(_ state: LinkState) {
    guard case .up(let speed, let duplex) = state else { return }
    let fast: UInt32 = speed == .megabits100 ? 1 << 14 : 0
    let mode: UInt32 = duplex == .full ? 1 << 11 : 1 << 13
    #expect(bench[ETH.maccr] == 0x8000 | fast | mode | 1 << 10 | 1 << 3 | 1 << 2)
  }

  @Test(
    "pauses as IEEE 802.3 Annex 28B resolves it, at full duplex only",
    arguments: [
      // Both pause bits, PAUSE, ASYM, none; and both at half duplex.
      (0x4DE1, 0x0400_0006), (0x45E1, 0x0400_0006), (0x49E1, 0x0000_0004), (0x41E1, 0),
      (0x4CA1, 0),
    ] as [(UInt16, UInt32)])
  func pause(ability: UInt16, flowControl: UInt32) throws {
    bench.model.phy.partner = EthernetPartner(ability: ability)
    var device = try bench.device()
    bench.bringUp(&device)
    #expect(bench[ETH.macfcr] == flowControl)
    bench.expectNoViolations()
  }

  @Test("is down until negotiation is over, and tells of each change once")
  func changes() throws {
    var device = try bench.device()
    bench.settle(&device)
    #expect(device.linkState == .down)
    bench.bringUp(&device)
    #expect(device.linkState == .up(.megabits100, .full))
    #expect(device.counters.linkChanges == 1)
    bench.settle(&device)
    #expect(device.counters.linkChanges == 1)
    bench.model.phy.partner = nil
    bench.settle(&device)
    #expect(device.linkState == .down)
    #expect(device.counters.linkChanges == 2)
    bench.expectNoViolations()
  }

  @Test("comes up by itself when the partner has negotiated")
  func negotiationTime() throws {
    var device = try bench.device()
    bench.settle(&device, milliseconds: 2000)
    #expect(device.linkState.isUp)
  }

  @Test("returns the new state from the call that found it")
  func returnsChange() throws {
    var device = try bench.device()
    bench.model.phy.completeNegotiation()
    var changes: [LinkState] = []
    for _ in 0..<100_000 {
      if let state = device.updateLink() { changes.append(state) }
    }
    #expect(changes == [.up(.megabits100, .full)])
  }

  @Test("stops MAC and DMA while the link is down, and takes back what was not sent")
  func down() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.isTransmitStuck = true
    bench.send(frame(60), &device)
    bench.send(frame(60), &device)
    bench.model.phy.partner = nil
    bench.settle(&device)
    #expect(device.linkState == .down)
    #expect(bench[ETH.maccr] & (1 << 3 | 1 << 2) == 0)
    #expect(bench[ETH.omr] & (1 << 13 | 1 << 1) == 0)
    #expect(device.counters.transmitLinkDown == 2)
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("lends slots while the link is down, and counts what is discarded")
  func sendWhileDown() throws {
    var device = try bench.device()
    for _ in 0..<10 {
      let isTaken = bench.send(frame(60), &device)
      #expect(isTaken)
    }
    #expect(device.counters.transmitLinkDown == 10)
    #expect(bench.sent == [])
    #expect(bench.isAtRest)
  }

  @Test("resumes when the link is back, at another speed and duplex")
  func resumes() throws {
    var device = try bench.linkedDevice()
    bench.model.receive(frame(70))
    let first = bench.receiveOne(&device)
    #expect(first == frame(70))
    bench.send(frame(71), &device)
    bench.model.phy.partner = nil
    bench.settle(&device)
    bench.model.phy.partner = EthernetPartner(ability: 0x4021)
    bench.bringUp(&device)
    #expect(device.linkState == .up(.megabits10, .half))
    for _ in 0..<9 {
      let works = bench.isInService(&device)
      #expect(works)
    }
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("reprograms the MAC when speed and duplex change between two looks")
  func changeWithoutLoss() throws {
    var device = try bench.linkedDevice()
    bench.model.phy.partner = EthernetPartner(ability: 0x4061)
    bench.bringUp(&device)
    #expect(device.linkState == .up(.megabits10, .full))
    #expect(device.counters.linkChanges == 2)
    let works = bench.isInService(&device)
    #expect(works)
    bench.expectNoViolations()
  }

  @Test("is not misled by a loss that is over")
  func latchedLoss() throws {
    var device = try bench.linkedDevice()
    let partner = bench.model.phy.partner
    bench.model.phy.partner = nil
    bench.model.phy.partner = partner
    bench.bringUp(&device)
    #expect(device.linkState.isUp)
    #expect(device.counters.linkChanges == 1)
  }

  @Test("an MDIO that stays busy is a link that is down; it comes back with MDIO")
  func mdioStuck() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.isMDIOStuck = true
    bench.settle(&device)
    #expect(device.linkState == .down)
    #expect(device.statistics.mdioTimeouts == 1)
    #expect(device.counters.recoveries == 1)
    bench.model.faults.isMDIOStuck = false
    bench.settle(&device, milliseconds: 1500)
    #expect(device.linkState == .up(.megabits100, .full))
    let works = bench.isInService(&device)
    #expect(works)
    bench.expectNoViolations()
  }

  @Test("a PHY that falls silent is a link that is down")
  func phyGone() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.hasPHY = false
    bench.settle(&device)
    #expect(device.linkState == .down)
    bench.model.faults.hasPHY = true
    bench.settle(&device)
    #expect(device.linkState.isUp)
  }

  @Test("a cable that is pulled in the middle of a look is never taken for a slow one")
  func lossWithinLook() throws {
    for microseconds in stride(from: 0, through: 300, by: 5) {
      let bench = EthernetBench()
      var device = try bench.linkedDevice()
      // Up to the beginning of a look.
      for _ in 0..<50_000 where bench[ETH.macmiiar] & 1 == 0 {
        bench.model.advance(microseconds: 5)
        _ = device.updateLink()
      }
      for step in 0..<200 {
        if 5 * step == microseconds { bench.model.phy.partner = nil }
        bench.model.advance(microseconds: 5)
        _ = device.updateLink()
        let state = device.linkState
        #expect(state == .down || state == .up(.megabits100, .full), "\(microseconds) µs")
      }
      bench.settle(&device)
      #expect(device.linkState == .down)
      #expect(device.counters.linkChanges == 2)
    }
  }

  @Test("a look at the PHY never waits for it")
  func nonBlocking() throws {
    var device = try bench.linkedDevice()
    var longest: UInt64 = 0
    for _ in 0..<20_000 {
      let before = bench.model.nanoseconds
      _ = device.updateLink()
      longest = max(longest, bench.model.nanoseconds - before)
      bench.model.advance(microseconds: 10)
    }
    // An access over MDIO alone takes 36 µs.
    #expect(longest < 5000)
  }
}
