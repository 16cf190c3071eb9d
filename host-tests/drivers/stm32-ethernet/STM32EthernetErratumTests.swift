import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet successive writes")
struct STM32EthernetErratumTests {
  let bench = EthernetBench()

  @Test("no write of start, link, filter or recovery is lost")
  func nothingLost() throws {
    bench.model.faults.losesSuccessiveWrites = true
    bench.model.phy.partner = EthernetPartner(ability: 0x4021)
    var device = try bench.linkedDevice()
    #expect(device.linkState == .up(.megabits10, .half))
    for last in 1...40 as ClosedRange<UInt8> {
      _ = device.join(multicast: [0x01, 0x00, 0x5E, 0, 0, last])
    }
    for last in 1...40 as ClosedRange<UInt8> {
      device.leave(multicast: [0x01, 0x00, 0x5E, 0, 0, last])
    }
    device.setPromiscuous(true)
    device.setPromiscuous(false)
    bench.model.faults.nextBusError = .receiveBuffer
    bench.model.receive(frame(60))
    _ = device.rearmInterrupt()
    bench.model.phy.partner = EthernetPartner()
    bench.bringUp(&device)
    let works = bench.isInService(&device)
    #expect(works)
    #expect(bench.model.lostWrites == 0)
    bench.expectNoViolations()
  }

  @Test("the model loses a write that comes too early, and shows it all the same")
  func modelLoses() {
    bench.model.faults.losesSuccessiveWrites = true
    bench.model.advance(microseconds: 10)
    bench.model.store(1, at: ETH.macffr)
    bench.model.advance(nanoseconds: 1500)
    bench.model.store(0, at: ETH.macffr)
    #expect(bench[ETH.macffr] == 0)
    #expect(bench.model.lostWrites == 1)
    bench.model.advance(nanoseconds: 1700)
    bench.model.store(0, at: ETH.macffr)
    #expect(bench.model.lostWrites == 1)
  }
}
