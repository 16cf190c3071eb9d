import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet filter")
struct STM32EthernetFilterTests {
  let bench = EthernetBench()

  private func group(_ last: UInt8) -> [6 of UInt8] { [0x01, 0x00, 0x5E, 0, 0, last] }

  /// Whether a frame to the address reaches the stack.
  private func passes(_ address: [UInt8], _ device: inout EthernetBench.Device) -> Bool {
    bench.model.receive(frame(60, to: address))
    return bench.receiveOne(&device) != nil
  }

  @Test("passes frames to the station and to all, and no others")
  func plain() throws {
    var device = try bench.linkedDevice()
    for (address, expected) in [
      (station, true), (broadcast, true), ([0x02, 0, 0, 0, 0, 0x02], false),
      (array(allSystems), false), ([0x33, 0x33, 0, 0, 0, 1], false),
    ] {
      let isPassed = passes(address, &device)
      #expect(isPassed == expected)
    }
  }

  @Test("the first three groups pass exactly, in the addresses' registers")
  func exact() throws {
    var device = try bench.linkedDevice()
    for last in 1...3 as ClosedRange<UInt8> {
      let isJoined = device.join(multicast: group(last))
      #expect(isJoined)
    }
    #expect(bench[0x48] == 0x8000_0100 && bench[0x4C] == 0x005E_0001)
    #expect(bench[0x50] == 0x8000_0200 && bench[0x54] == 0x005E_0001)
    #expect(bench[0x58] == 0x8000_0300 && bench[0x5C] == 0x005E_0001)
    #expect(bench[ETH.machthr] == 0 && bench[ETH.machtlr] == 0 && bench[ETH.macffr] == 0)
    let passed = try (1...9 as ClosedRange<UInt8>).map {
      try #require(passes(array(group($0)), &device) as Bool?)
    }
    #expect(passed == [true, true, true, false, false, false, false, false, false])
    bench.expectNoViolations()
  }

  @Test("further groups pass by hash, and the exact ones still do")
  func hash() throws {
    var device = try bench.linkedDevice()
    for last in 1...6 as ClosedRange<UInt8> { _ = device.join(multicast: group(last)) }
    // HPF and HM.
    #expect(bench[ETH.macffr] == 1 << 10 | 1 << 2)
    for last in 1...6 as ClosedRange<UInt8> {
      let isPassed = passes(array(group(last)), &device)
      #expect(isPassed)
    }
    let isOther = passes([0x01, 0x00, 0x5E, 0, 0, 0xFB], &device)
    #expect(!isOther)
    bench.expectNoViolations()
  }

  @Test(
    "finds the bucket of an address",
    arguments: [
      // Of documents about this MAC.
      ([0x1F, 0x52, 0x41, 0x9C, 0xB6, 0xAF], 0x2C),
      ([0x01, 0x00, 0x5E, 0x00, 0x00, 0x01], 32),
      ([0x01, 0x00, 0x5E, 0x00, 0x00, 0xFB], 48),
      ([0x01, 0x00, 0x5E, 0x00, 0x00, 0xFC], 1),
      ([0x33, 0x33, 0xFF, 0x12, 0x34, 0x56], 61),
      ([0x01, 0x80, 0xC2, 0x00, 0x00, 0x0E], 30),
      ([0x01, 0x1B, 0x19, 0x00, 0x00, 0x00], 0),
    ] as [([UInt8], Int)])
  func buckets(address: [UInt8], bucket: Int) throws {
    var device = try bench.linkedDevice()
    // Groups that leave no address register free.
    for last in 1...3 as ClosedRange<UInt8> {
      _ = device.join(multicast: [0x03, 0, 0, 0, 0, last])
    }
    _ = device.join(
      multicast: [address[0], address[1], address[2], address[3], address[4], address[5]])
    let hash = UInt64(bench[ETH.machthr]) << 32 | UInt64(bench[ETH.machtlr])
    #expect(hash == 1 << UInt64(bucket))
  }

  @Test("each join needs its leave, exact or by hash", arguments: [0, 3])
  func references(others: UInt8) throws {
    var device = try bench.linkedDevice()
    for last in 0..<others { _ = device.join(multicast: [0x03, 0, 0, 0, 0, last]) }
    for _ in 0..<3 { _ = device.join(multicast: allSystems) }
    for remaining in [2, 1, 0] {
      device.leave(multicast: allSystems)
      let isPassed = passes(array(allSystems), &device)
      #expect(isPassed == (remaining > 0))
    }
    device.leave(multicast: allSystems)
    _ = device.join(multicast: allSystems)
    let isPassed = passes(array(allSystems), &device)
    #expect(isPassed)
    bench.expectNoViolations()
  }

  @Test("two groups in one bucket need both leaves")
  func sharedBucket() throws {
    var device = try bench.linkedDevice()
    for last in 1...3 as ClosedRange<UInt8> {
      _ = device.join(multicast: [0x03, 0, 0, 0, 0, last])
    }
    // Bucket 1 both.
    _ = device.join(multicast: [0x01, 0x00, 0x5E, 0, 0, 0xFC])
    _ = device.join(multicast: [0x33, 0x33, 0, 0, 0, 0x01])
    device.leave(multicast: [0x33, 0x33, 0, 0, 0, 0x01])
    let isPassed = passes([0x01, 0x00, 0x5E, 0, 0, 0xFC], &device)
    #expect(isPassed)
    device.leave(multicast: [0x01, 0x00, 0x5E, 0, 0, 0xFC])
    #expect(bench[ETH.machtlr] == 0)
    #expect(bench[ETH.macffr] == 0)
  }

  @Test("a group that was joined by hash and then exactly passes until both are taken back")
  func mixed() throws {
    var device = try bench.linkedDevice()
    for last in 1...3 as ClosedRange<UInt8> { _ = device.join(multicast: group(last)) }
    _ = device.join(multicast: group(9))
    device.leave(multicast: group(1))
    _ = device.join(multicast: group(9))
    device.leave(multicast: group(9))
    let isStill = passes(array(group(9)), &device)
    #expect(isStill)
    device.leave(multicast: group(9))
    let isGone = passes(array(group(9)), &device)
    #expect(!isGone)
    // A free register is as after a reset.
    #expect(bench[0x48] == 0xFFFF && bench[0x4C] == 0xFFFF_FFFF)
    bench.expectNoViolations()
  }

  @Test("refuses an address that is no group's")
  func unicast() throws {
    var device = try bench.linkedDevice()
    let isJoined = device.join(multicast: [0x02, 0, 0, 0, 0, 9])
    #expect(!isJoined)
    device.leave(multicast: [0x02, 0, 0, 0, 0, 9])
    #expect(bench[0x48] == 0xFFFF)
  }

  @Test("is promiscuous only on request")
  func promiscuous() throws {
    var device = try bench.linkedDevice()
    device.setPromiscuous(true)
    #expect(bench[ETH.macffr] == 1)
    let isPassed = passes([0x02, 9, 9, 9, 9, 9], &device)
    #expect(isPassed)
    device.setPromiscuous(false)
    let isStillPassed = passes([0x02, 9, 9, 9, 9, 9], &device)
    #expect(!isStillPassed)
    bench.expectNoViolations()
  }

  @Test("keeps MAC control frames from the stack, even when promiscuous")
  func controlFrames() throws {
    var device = try bench.linkedDevice()
    device.setPromiscuous(true)
    bench.model.receive([1, 0x80, 0xC2, 0, 0, 1] + station + [0x88, 0x08, 0, 1, 0, 9])
    let received = bench.receiveOne(&device)
    #expect(received == nil)
  }
}
