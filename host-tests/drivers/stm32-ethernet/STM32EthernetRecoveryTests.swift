import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet recovery")
struct STM32EthernetRecoveryTests {
  let bench = EthernetBench()

  /// What must hold after any recovery.
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

  @Test("a ring without free descriptors is counted, loses only what finds none, and goes on")
  func receiveBufferUnavailable() throws {
    var device = try bench.linkedDevice()
    for seed in 0..<6 { bench.model.receive(frame(60, seed: seed)) }
    #expect(bench.model.interruptLine)
    let frames = bench.receiveAll(&device)
    #expect(frames == (0..<4).map { frame(60, seed: $0) })
    _ = device.rearmInterrupt()
    #expect(device.statistics.receiveBuffersUnavailable == 1)
    bench.settle(&device)
    #expect(device.statistics.missedWithoutDescriptor == 2)
    #expect(device.counters.receiveOverruns == 2)
    #expect(device.counters.recoveries == 0)
    expectService(&device)
  }

  @Test(
    "descriptors that came back while the DMA was suspended are used without a new frame's help")
  func demand() throws {
    var device = try bench.linkedDevice()
    for seed in 0..<4 { bench.model.receive(frame(60, seed: seed)) }
    // RPS: suspended.
    #expect(bench[ETH.sr] >> 17 & 7 == 4)
    _ = bench.receiveOne(&device)
    #expect(bench[ETH.sr] >> 17 & 7 == 3)
  }

  @Test("an overflow of the FIFO is counted and loses one frame")
  func overflow() throws {
    var device = try bench.linkedDevice()
    bench.model.receive(frame(60), damage: .overflow)
    #expect(bench.model.interruptLine)
    _ = device.rearmInterrupt()
    #expect(!bench.model.interruptLine)
    #expect(device.statistics.receiveOverflows == 1)
    bench.settle(&device)
    #expect(device.statistics.missedByFIFO == 1)
    #expect(device.counters.receiveOverruns == 1)
    #expect(device.counters.recoveries == 0)
    expectService(&device)
  }

  @Test("bad check sequences, which the MAC keeps to itself, are counted")
  func crc() throws {
    var device = try bench.linkedDevice()
    for _ in 0..<3 { bench.model.receive(frame(60), damage: .crc) }
    bench.model.receive(frame(60), damage: .alignment)
    let frames = bench.receiveAll(&device)
    #expect(frames == [])
    bench.settle(&device)
    #expect(device.counters.receiveCRCErrors == 3)
    #expect(device.counters.receiveMediumErrors == 1)
    #expect(device.statistics.receivedCRCErrors == 3)
    #expect(device.statistics.receivedAlignmentErrors == 1)
    expectService(&device)
  }

  @Test("an underflow of the transmit FIFO is counted, and the next frame leaves")
  func underflow() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.underflowsNextTransmission = true
    bench.send(frame(60), &device)
    // TPS: suspended.
    #expect(bench[ETH.sr] >> 20 & 7 == 6)
    #expect(bench.model.interruptLine)
    _ = device.rearmInterrupt()
    #expect(!bench.model.interruptLine)
    #expect(device.statistics.transmitUnderflows == 1)
    #expect(device.counters.transmitErrors == 1)
    #expect(device.counters.recoveries == 0)
    expectService(&device)
  }

  @Test("frames that wait behind an underflow leave when it is seen")
  func underflowAhead() throws {
    var device = try bench.linkedDevice()
    bench.model.isPaced = true
    bench.model.faults.underflowsNextTransmission = true
    for seed in 0..<3 { bench.send(frame(60, seed: seed), &device) }
    bench.model.advance(microseconds: 100)
    #expect(bench.sent == [])
    _ = device.rearmInterrupt()
    bench.model.advance(microseconds: 100)
    #expect(bench.sent == [frame(60, seed: 1), frame(60, seed: 2)])
  }

  @Test("a transmit descriptor that does not come back within a second is given up with its DMA")
  func stuckTransmit() throws {
    var device = try bench.linkedDevice()
    bench.model.phy.partner = EthernetPartner(ability: 0x41E1)
    bench.bringUp(&device)
    bench.model.faults.isTransmitStuck = true
    bench.send(frame(60), &device)
    bench.send(frame(60), &device)
    bench.settle(&device, milliseconds: 900)
    #expect(device.statistics.transmitTimeouts == 0)
    bench.settle(&device, milliseconds: 200)
    #expect(device.statistics.transmitTimeouts == 1)
    #expect(device.counters.recoveries == 1)
    #expect(device.counters.transmitErrors == 2)
    #expect(device.linkState.isUp)
    bench.model.faults.isTransmitStuck = false
    expectService(&device)
  }

  @Test("a partner that may ask for pauses gets four seconds")
  func pausedTransmit() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.isTransmitStuck = true
    bench.send(frame(60), &device)
    bench.settle(&device, milliseconds: 3900)
    #expect(device.statistics.transmitTimeouts == 0)
    bench.settle(&device, milliseconds: 200)
    #expect(device.statistics.transmitTimeouts == 1)
  }

  @Test("slow transmission is no stuck one")
  func slowTransmit() throws {
    var device = try bench.linkedDevice()
    bench.model.isPaced = true
    for _ in 0..<3000 {
      bench.send(frame(1514), &device)
      bench.settle(&device, milliseconds: 1)
    }
    #expect(device.statistics.transmitTimeouts == 0)
    #expect(device.counters.transmittedFrames >= 2990)
  }

  @Test("a fatal bus error is recovered from by a reset", arguments: EthernetBusError.allCases)
  func fatalBusError(error: EthernetBusError) throws {
    var device = try bench.linkedDevice()
    bench.model.faults.nextBusError = error
    bench.send(frame(60), &device)
    bench.model.receive(frame(60))
    #expect(bench.model.interruptLine)
    _ = device.rearmInterrupt()
    #expect(device.statistics.fatalBusErrors == 1)
    #expect(device.counters.recoveries == 1)
    #expect(device.linkState.isUp)
    expectService(&device)
  }

  @Test("a recovery keeps address, groups, speed, duplex, pause and negotiation")
  func keepsState() throws {
    bench.model.phy.partner = EthernetPartner(ability: 0x4C61)
    var device = try bench.linkedDevice()
    for last in 1...5 as ClosedRange<UInt8> {
      let isJoined = device.join(multicast: [0x01, 0x00, 0x5E, 0, 0, last])
      #expect(isJoined)
    }
    let offsets = [
      ETH.maccr, ETH.macffr, ETH.machthr, ETH.machtlr, ETH.macfcr, 0x40, 0x44, 0x48, 0x4C, 0x50,
      0x54, 0x58, 0x5C, ETH.bmr, ETH.omr, ETH.ier, 0x100, 0x10C, 0x110,
    ]
    let before = offsets.map { bench[$0] }
    let negotiations = bench.model.phy.negotiations
    bench.model.faults.nextBusError = .receiveBuffer
    bench.model.receive(frame(60))
    _ = device.rearmInterrupt()
    #expect(device.counters.recoveries == 1)
    #expect(offsets.map { bench[$0] } == before)
    #expect(bench.model.phy.negotiations == negotiations)
    expectService(&device)
  }

  @Test("frames that a recovery loses are counted")
  func lostFrames() throws {
    var device = try bench.linkedDevice()
    bench.model.receive(frame(60))
    bench.model.receive(frame(61))
    bench.model.faults.nextBusError = .transmitBuffer
    bench.send(frame(60), &device)
    bench.send(frame(61), &device)
    _ = device.rearmInterrupt()
    #expect(device.counters.receiveOverruns == 2)
    #expect(device.counters.transmitErrors == 2)
    expectService(&device)
  }

  @Test("without REF_CLK the link counts as down, and comes back with it")
  func referenceClockLost() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.nextBusError = .receiveBuffer
    bench.model.receive(frame(60))
    bench.model.faults.hasReferenceClock = false
    _ = device.rearmInterrupt()
    #expect(device.isOperational == false)
    #expect(device.statistics.failedResets == 1)
    #expect(device.linkState == .down)
    let isTaken = bench.send(frame(60), &device)
    #expect(isTaken)
    #expect(device.counters.transmitLinkDown == 1)
    let nothing = bench.receiveOne(&device)
    #expect(nothing == nil)
    let isWorkLeft = device.rearmInterrupt()
    #expect(!isWorkLeft)
    let isJoined = device.join(multicast: allSystems)
    #expect(isJoined)
    bench.settle(&device, milliseconds: 2500)
    #expect(device.isOperational == false)
    bench.model.faults.hasReferenceClock = true
    bench.settle(&device, milliseconds: 2500)
    #expect(device.isOperational == true)
    #expect(device.linkState.isUp)
    bench.sent = []
    #expect(bench[0x48] == 0x8000_0100)
    expectService(&device)
  }

  @Test("a DMA that stopped by itself is reset")
  func engineStopped() throws {
    var device = try bench.linkedDevice()
    bench.model.advance(microseconds: 5)
    bench.model.store(bench[ETH.omr] & ~(1 << 1), at: ETH.omr)
    _ = device.rearmInterrupt()
    #expect(device.statistics.enginesStopped == 1)
    #expect(device.counters.recoveries == 1)
    expectService(&device)
  }

  @Test("a jabber is counted and its DMA reset")
  func jabber() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.jabbersNextTransmission = true
    bench.send(frame(60), &device)
    #expect(bench.model.interruptLine)
    _ = device.rearmInterrupt()
    #expect(device.statistics.transmitJabbers == 1)
    #expect(device.statistics.enginesStopped == 1)
    #expect(device.counters.recoveries == 1)
    expectService(&device)
  }

  @Test("a DMA that does not stop for a change of the link is reset, within 10 ms")
  func doesNotStop() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.doesNotStop = true
    bench.model.phy.partner = EthernetPartner(ability: 0x4021)
    bench.model.phy.completeNegotiation()
    var longest: UInt64 = 0
    for _ in 0..<200_000 where device.linkState != .up(.megabits10, .half) {
      let before = bench.model.nanoseconds
      _ = device.updateLink()
      longest = max(longest, bench.model.nanoseconds - before)
    }
    #expect(longest < 10_000_000)
    #expect(device.statistics.enginesStopped == 1)
    #expect(device.counters.recoveries == 1)
    bench.model.faults.doesNotStop = false
    expectService(&device)
  }

  @Test("bus errors that come again and again are each recovered from")
  func manyErrors() throws {
    var device = try bench.linkedDevice()
    for round in 1...20 {
      bench.model.faults.nextBusError = EthernetBusError.allCases[round % 4]
      bench.send(frame(60), &device)
      bench.model.receive(frame(60))
      _ = device.rearmInterrupt()
      #expect(device.statistics.fatalBusErrors == UInt64(round))
    }
    expectService(&device)
  }
}
