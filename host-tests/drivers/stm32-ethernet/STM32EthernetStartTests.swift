import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet start")
struct STM32EthernetStartTests {
  let bench = EthernetBench()

  @Test("sets MAC and DMA up, and runs neither before there is a link")
  func start() throws {
    let device = try bench.device()
    #expect(device.linkState == .down)
    #expect(device.isOperational == true)
    #expect(bench[ETH.maccr] == 0x8000)
    #expect(bench[ETH.omr] == 0)
    // AAB, USP, RDP 32, FB, PM 2:1, PBL 32, EDFE.
    #expect(bench[ETH.bmr] == 0x02C1_6080)
    #expect(bench[ETH.rdlar] == 0x2000_0400)
    #expect(bench[ETH.tdlar] == 0x2000_0400 + 4 * 32)
    #expect(bench[ETH.macffr] == 0)
    #expect(bench[ETH.ier] == 0)
    bench.expectNoViolations()
  }

  @Test("chains each descriptor to the next and the last to the first")
  func rings() throws {
    _ = try bench.device()
    for i in 0..<4 {
      let next = UInt32((i + 1) % 4) * 32
      let buffers: UInt32 = 0x2000_0400 + 8 * 32
      #expect(bench.receiveDescriptor(i) == 0x8000_0000)
      #expect(bench.receiveDescriptor(i, word: 1) == 1 << 14 | 1536)
      #expect(bench.receiveDescriptor(i, word: 2) == buffers + UInt32(i) * 1536)
      #expect(bench.receiveDescriptor(i, word: 3) == 0x2000_0400 + next)
      #expect(bench.transmitDescriptor(i) == 0)
      #expect(bench.transmitDescriptor(i, word: 2) == buffers + UInt32(4 + i) * 1536)
      #expect(bench.transmitDescriptor(i, word: 3) == 0x2000_0400 + 128 + next)
    }
  }

  @Test("puts the station address into the filter, first octet lowest")
  func address() throws {
    let device = try bench.device(address: [0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE])
    #expect(bench[ETH.maca0hr] == 0x8000_EEDD)
    #expect(bench[ETH.maca0lr] == 0xCCBB_AA02)
    #expect(array(device.hardwareAddress) == [0x02, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE])
  }

  @Test("masks the interrupts of the counters and lets them reset when read")
  func counterInterrupts() throws {
    _ = try bench.device()
    #expect(bench[0x100] == 1 << 2)
    #expect(bench[0x10C] == 1 << 17 | 1 << 6 | 1 << 5)
    #expect(bench[0x110] == 1 << 21 | 1 << 15 | 1 << 14)
  }

  @Test("starts one negotiation and offers all speeds and pause")
  func negotiation() throws {
    let before = bench.model.phy.negotiations
    _ = try bench.device()
    // One at the PHY's reset, one with what is offered.
    #expect(bench.model.phy.negotiations == before + 2)
    #expect(bench.model.phy.advertised == 0x0DE1)
  }

  @Test(
    "divides MDC from any HCLK that Ethernet works with",
    arguments: [25, 34, 35, 59, 60, 99, 100, 149, 150, 168, 180] as [UInt32])
  func clocks(megahertz: UInt32) throws {
    _ = try bench.device(megahertz: megahertz)
    bench.expectNoViolations()
  }

  @Test("refuses an HCLK that Ethernet does not work with", arguments: [0, 16, 24, 181, 216])
  func badClocks(megahertz: UInt32) {
    let error = bench.startError(megahertz: megahertz)
    #expect(error == .clockOutOfRange(megahertz: megahertz))
  }

  @Test("tells of a missing REF_CLK within a second")
  func noReferenceClock() {
    bench.model.faults.hasReferenceClock = false
    #expect(bench.startError() == .noReferenceClock)
    #expect(bench.model.nanoseconds < 1_000_000_000)
  }

  @Test("takes MII in place of RMII for a missing REF_CLK")
  func noRMII() {
    bench.model.isRMIISelected = false
    #expect(bench.startError() == .noReferenceClock)
  }

  @Test("tells of a MAC without clocks, and of one in reset")
  func noMAC() {
    bench.model.isClocked = false
    #expect(bench.startError() == .noMAC(found: 0))
    let other = EthernetBench()
    other.model.setReset(true)
    #expect(other.startError() == .noMAC(found: 0))
  }

  @Test("tells of an MDIO that stays busy within 10 ms")
  func mdioTimeout() {
    bench.model.faults.isMDIOStuck = true
    #expect(bench.startError() == .mdioTimeout)
    #expect(bench.model.nanoseconds < 10_000_000)
  }

  @Test("tells of a missing PHY, and of one at another address")
  func noPHY() {
    bench.model.faults.hasPHY = false
    #expect(bench.startError() == .noPHY)
    #expect(EthernetBench().startError(phyAddress: 1) == .noPHY)
  }

  @Test("finds the PHY at the address it is told")
  func phyAddress() throws {
    bench.model.phy.address = 5
    _ = try bench.device(phyAddress: 5)
  }

  @Test("tells of another PHY, and takes any revision of the right one")
  func unknownPHY() {
    bench.model.phy.identifier = 0x0007_C0F1
    #expect(bench.startError() == .unknownPHY(identification: 0x0007_C0F1))
    let revised = EthernetBench()
    revised.model.phy.identifier = 0x0007_C13F
    #expect(revised.startError() == nil)
  }

  @Test("tells of a PHY that does not come out of reset, within 3 s")
  func phyReset() {
    bench.model.faults.isPHYResetStuck = true
    #expect(bench.startError() == .phyResetTimeout)
    #expect(bench.model.nanoseconds < 3_000_000_000)
  }

  @Test("waits for a PHY that takes its time")
  func slowPHYReset() throws {
    bench.model.phy.resetNanoseconds = 450_000_000
    _ = try bench.device()
  }

  @Test(
    "refuses memory that the DMA does not reach, or too little of it",
    arguments: [0x1000_0000, 0x0800_0000, 0x2000_0402, 0x2002_FFF0, 0x2003_0000] as [UInt32])
  func memory(address: UInt32) {
    let bench = EthernetBench(busAddress: address)
    let count = EthernetBench.Device.memoryByteCount
    #expect(bench.startError() == .memoryOutOfReach(address: address, byteCount: count))
    let small = EthernetBench(byteCount: count - 1)
    #expect(small.startError() == .memoryOutOfReach(address: 0x2000_0400, byteCount: count - 1))
    #expect(bench.model.violations == [])
  }

  @Test("needs the address of a station", arguments: [[0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 1]])
  func stationAddress(address: [UInt8]) {
    #expect(bench.startError(address: address) == .noStationAddress)
  }

  @Test("needs 25 088 bytes for eight descriptors each way")
  func memorySize() {
    #expect(
      STM32EthernetOfEight<BenchBus, BenchMemory, BenchClock>.memoryByteCount == 25_088)
  }

  @Test("explains each error in other words")
  func explanations() {
    let errors: [STM32EthernetError] = [
      .noMAC(found: 0), .noReferenceClock, .clockOutOfRange(megahertz: 1),
      .memoryOutOfReach(address: 0, byteCount: 0), .mdioTimeout, .noPHY,
      .unknownPHY(identification: 0), .phyResetTimeout, .noStationAddress,
    ]
    #expect(Set(errors.map { "\($0.explanation)" }).count == errors.count)
  }
}
