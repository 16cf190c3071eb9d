import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet self-test")
struct STM32EthernetSelfTestTests {
  let bench = EthernetBench()

  @Test(
    "passes when a frame comes back, and leaves everything as it was", arguments: [true, false])
  func passes(usesChecksumOffload: Bool) throws {
    var device = try bench.linkedDevice(usesChecksumOffload: usesChecksumOffload)
    let result = device.loopbackSelfTest()
    #expect(result == .passed)
    #expect(!bench.model.phy.isInLoopback)
    // TE, RE, ST and SR.
    #expect(bench[ETH.maccr] & 0xC == 0)
    #expect(bench[ETH.omr] & 0x2002 == 0)
    #expect(bench.sent == [])
    #expect(device.linkState == .down)
    bench.bringUp(&device)
    #expect(device.linkState == .up(.megabits100, .full))
    let works = bench.isInService(&device)
    #expect(works)
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("passes at start, and without a cable")
  func unplugged() throws {
    bench.model.phy.partner = nil
    var device = try bench.device()
    let result = device.loopbackSelfTest()
    #expect(result == .passed)
    #expect(device.linkState == .down)
    bench.model.phy.partner = EthernetPartner()
    bench.bringUp(&device)
    let works = bench.isInService(&device)
    #expect(works)
    bench.expectNoViolations()
  }

  @Test("tells of nothing that comes back, within 300 ms, and still restores the PHY")
  func fails() throws {
    bench.model.faults.losesLoopback = true
    var device = try bench.device()
    let before = bench.model.nanoseconds
    let result = device.loopbackSelfTest()
    #expect(result == .nothingReceived)
    #expect(bench.model.nanoseconds - before < 300_000_000)
    #expect(!bench.model.phy.isInLoopback)
    bench.bringUp(&device)
    let works = bench.isInService(&device)
    #expect(works)
  }

  @Test("tells of checksums that were not filled in")
  func wrongChecksums() throws {
    bench.model.faults.bypassesTransmitChecksums = true
    var device = try bench.device()
    let result = device.loopbackSelfTest()
    #expect(result == .wrongChecksums)
    let other = EthernetBench()
    other.model.faults.bypassesTransmitChecksums = true
    var plain = try other.device(usesChecksumOffload: false)
    let plainResult = plain.loopbackSelfTest()
    #expect(plainResult == .passed)
  }

  @Test("tells of an MDIO that stays busy")
  func mdio() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.isMDIOStuck = true
    let result = device.loopbackSelfTest()
    #expect(result == .mdioTimeout)
  }

  @Test("ends the loopback later when the PHY's registers do not answer at its end")
  func loopbackStays() throws {
    var device = try bench.linkedDevice()
    bench.model.onInterruptLine = { [unowned model = bench.model] _ in
      if model.phy.isInLoopback { model.faults.isMDIOStuck = true }
    }
    let result = device.loopbackSelfTest()
    #expect(result == .mdioTimeout)
    #expect(bench.model.phy.isInLoopback)
    bench.model.onInterruptLine = nil
    bench.settle(&device, milliseconds: 2500)
    #expect(bench.model.phy.isInLoopback && device.linkState == .down)
    bench.model.faults.isMDIOStuck = false
    bench.settle(&device, milliseconds: 2500)
    #expect(!bench.model.phy.isInLoopback)
    bench.bringUp(&device)
    let works = bench.isInService(&device)
    #expect(works)
  }

  @Test("counts what waited to be received")
  func waiting() throws {
    var device = try bench.linkedDevice()
    bench.model.receive(frame(60))
    bench.model.receive(frame(60))
    let result = device.loopbackSelfTest()
    #expect(result == .passed)
    #expect(device.counters.receiveOverruns == 2)
    #expect(bench.isAtRest)
  }
}
