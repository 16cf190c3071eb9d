import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet's place in its rings")
struct STM32EthernetOrderTests {
  let bench = EthernetBench()

  private func expectService(
    _ device: inout EthernetBench.Device, _ location: SourceLocation = #_sourceLocation
  ) {
    for _ in 0..<9 {
      let works = bench.isInService(&device)
      #expect(works, sourceLocation: location)
    }
    #expect(bench.isAtRest, sourceLocation: location)
    bench.expectNoViolations(location)
  }

  @Test(
    "a receive descriptor that comes back before its turn has the MAC reset, wherever the DMA is",
    arguments: 0..<4, 1...3)
  func kept(start: Int, count: Int) throws {
    var device = try bench.linkedDevice()
    for _ in 0..<start { bench.model.receive(frame(60)) }
    _ = bench.receiveAll(&device)
    bench.model.faults.keptReceiveDescriptors = count
    for _ in 0...count { bench.model.receive(frame(60)) }
    #expect(bench.receiveAll(&device) == [])
    bench.settle(&device, milliseconds: 110)
    #expect(device.statistics.descriptorDisorders == 1)
    #expect(device.statistics.receiveTimeouts == 0)
    #expect(device.counters.recoveries == 1)
    #expect(device.counters.receiveOverruns == 1, "the frame that came after")
    #expect(device.linkState.isUp)
    expectService(&device)
  }

  @Test(
    "a transmit descriptor that comes back before its turn has the MAC reset, wherever the DMA is",
    arguments: 0..<4, 1...2)
  func keptTransmit(start: Int, count: Int) throws {
    var device = try bench.linkedDevice()
    for seed in 0..<start { bench.send(frame(60, seed: seed), &device) }
    bench.model.faults.keptTransmitDescriptors = count
    for seed in 0...count { bench.send(frame(60, seed: seed), &device) }
    bench.settle(&device, milliseconds: 110)
    #expect(device.statistics.descriptorDisorders == 1)
    #expect(device.statistics.transmitTimeouts == 0)
    #expect(device.counters.recoveries == 1)
    #expect(device.counters.transmitErrors == UInt32(count + 1))
    #expect(device.linkState.isUp)
    expectService(&device)
  }

  /// The frame that is kept leaves again when the DMA comes round to it, and goes ahead by one.
  @Test("frames do not go on leaving in another order than they were sent in")
  func transmitLead() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.keptTransmitDescriptors = 1
    for seed in 0..<4 { bench.send(frame(60, seed: seed), &device) }
    #expect(bench.transmitDescriptor(0) >> 31 == 0, "it came back at the second time")
    for seed in 4..<6 { bench.send(frame(60, seed: seed), &device) }
    #expect(bench.sent.last == frame(60, seed: 5), "the one before waits for its turn")
    bench.settle(&device, milliseconds: 110)
    #expect(device.statistics.descriptorDisorders == 1)
    expectService(&device)
  }

  @Test("a DMA that waits for another descriptor than the driver is reset as soon as it says so")
  func standstill() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.keptReceiveDescriptors = 1
    for _ in 0..<4 { bench.model.receive(frame(60)) }
    bench.model.faults.keptReceiveDescriptors = 1
    bench.model.receive(frame(60))
    // RPS: suspended.
    #expect(bench[ETH.sr] >> 17 & 7 == 4)
    #expect(bench.receiveAll(&device) == [])
    _ = device.rearmInterrupt()
    #expect(device.statistics.descriptorDisorders == 1)
    #expect(device.counters.recoveries == 1)
    expectService(&device)
  }

  @Test("a chip that never stops keeping descriptors is reset no more often than it is looked at")
  func bounded() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.keptReceiveDescriptors = .max
    for _ in 0..<100 {
      for _ in 0..<3 { bench.model.receive(frame(60)) }
      bench.settle(&device, milliseconds: 10)
    }
    bench.model.faults.keptReceiveDescriptors = 0
    #expect(device.counters.recoveries <= 11)
    bench.model.receive(frame(60))
    bench.settle(&device)
    _ = bench.receiveAll(&device)
    expectService(&device)
  }

  /// Long frames take two descriptors, truncated ones begin and do not end; the driver takes none,
  /// some or all of what is there before it looks.
  @Test("no frame, good or bad, has a descriptor come back before its turn", arguments: 0..<3)
  func honest(seed: Int) throws {
    var device = try bench.linkedDevice()
    bench.model.isPaced = true
    let kinds: [EthernetDamage?] = [nil, nil, nil] + EthernetDamage.allCases
    for round in 0..<150 {
      while bench.model.waitingFrames < 5 {
        let number = round &* 7 &+ seed &* 31 &+ bench.model.waitingFrames
        bench.model.receive(
          frame(number % 3 == 0 ? 2000 : 60 + number % 1400), damage: kinds[number % kinds.count])
      }
      for _ in 0..<(round + seed) % 7 { _ = bench.receiveOne(&device) }
      for length in 0..<(round + seed) % 5 { bench.send(frame(60 + length * 300), &device) }
      bench.settle(&device, milliseconds: 1)
    }
    #expect(device.statistics.descriptorDisorders == 0)
    #expect(device.counters.recoveries == 0)
    #expect(device.counters.receiveTooLong > 0 && device.statistics.truncatedFrames > 0)
  }
}
