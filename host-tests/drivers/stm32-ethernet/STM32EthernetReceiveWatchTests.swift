import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet's watch over its receiver")
struct STM32EthernetReceiveWatchTests {
  let bench = EthernetBench()

  @Test("a receiver that keeps a frame to itself is reset", arguments: ReceiverHang.allCases)
  func hang(kind: ReceiverHang) throws {
    var device = try bench.linkedDevice()
    bench.model.faults.receiverHang = kind
    bench.model.receive(frame(60))
    bench.settle(&device, milliseconds: 90)
    #expect(device.statistics.receiveTimeouts == 0)
    bench.settle(&device, milliseconds: 200)
    #expect(device.statistics.receiveTimeouts == 1)
    #expect(device.counters.recoveries == 1)
    #expect(device.linkState.isUp)
    let isBack = bench.isInService(&device)
    #expect(isBack)
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("a receiver that hangs with a full FIFO is reset, whatever else is damaged on the cable")
  func fullHang() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.receiverHang = .waiting
    for _ in 0..<40 { bench.model.receive(frame(60)) }
    for _ in 0..<30 {
      bench.model.receive(frame(60), damage: .crc)
      bench.settle(&device, milliseconds: 10)
    }
    #expect(device.statistics.receiveTimeouts == 1)
    let isBack = bench.isInService(&device)
    #expect(isBack)
  }

  @Test("a receiver that hangs again and again is reset each time")
  func manyHangs() throws {
    var device = try bench.linkedDevice()
    for round in 1...5 {
      bench.model.faults.receiverHang = .waiting
      bench.model.receive(frame(60))
      bench.settle(&device, milliseconds: 300)
      #expect(device.statistics.receiveTimeouts == UInt64(round))
    }
    let isBack = bench.isInService(&device)
    #expect(isBack)
  }

  @Test("a silent cable is no hang")
  func silence() throws {
    var device = try bench.linkedDevice()
    bench.settle(&device, milliseconds: 5000)
    #expect(device.counters.recoveries == 0)
  }

  @Test("a cable full of damaged frames, the longest, is no hang")
  func damage() throws {
    var device = try bench.linkedDevice()
    bench.model.isPaced = true
    for _ in 0..<1000 {
      while bench.model.waitingFrames < 9 { bench.model.receive(frame(1514), damage: .crc) }
      // RFFL: there is always one on its way through the FIFO.
      #expect(bench[ETH.dbgr] >> 8 & 3 == 1)
      bench.settle(&device, milliseconds: 1)
    }
    #expect(device.statistics.receivedCRCErrors > 7000)
    #expect(device.counters.recoveries == 0)
  }

  @Test("a cable full of good frames is no hang, even if the stack is slow")
  func load() throws {
    var device = try bench.linkedDevice()
    bench.model.isPaced = true
    for _ in 0..<1000 {
      while bench.model.waitingFrames < 9 { bench.model.receive(frame(1514)) }
      _ = bench.receiveOne(&device)
      bench.settle(&device, milliseconds: 1)
    }
    #expect(device.statistics.missedWithoutDescriptor > 0)
    #expect(device.counters.recoveries == 0)
  }

  @Test("frames that wait for the stack are no hang")
  func backlog() throws {
    var device = try bench.linkedDevice()
    for _ in 0..<6 { bench.model.receive(frame(60)) }
    bench.settle(&device, milliseconds: 1000)
    #expect(device.counters.recoveries == 0)
    let frames = bench.receiveAll(&device)
    #expect(frames.count == 4)
  }

  @Test("what hangs while the link is down is left to the link")
  func down() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.receiverHang = .transferring
    bench.model.receive(frame(60))
    bench.model.phy.partner = nil
    bench.settle(&device, milliseconds: 1000)
    #expect(device.statistics.receiveTimeouts == 0)
  }
}
