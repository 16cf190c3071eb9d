import Drivers
import EthernetModel
import Link
import Testing
import Text

@Suite("STM32 Ethernet counters")
struct STM32EthernetCounterTests {
  let bench = EthernetBench()

  @Test("the hardware's counters go on beyond 32 bits")
  func wide() throws {
    var device = try bench.linkedDevice()
    for _ in 0..<3 {
      for counter in [0x14C, 0x150, 0x168, 0x194, 0x198, 0x1C4] {
        bench.model.setCounter(at: counter, to: 0xFFFF_FFF0)
      }
      bench.settle(&device, milliseconds: 150)
    }
    let statistics = device.statistics
    for value in [
      statistics.sentAfterOneCollision, statistics.sentAfterCollisions, statistics.sentGood,
      statistics.receivedCRCErrors, statistics.receivedAlignmentErrors,
      statistics.receivedGoodUnicast,
    ] {
      #expect(value == 3 * 0xFFFF_FFF0)
    }
  }

  @Test("a count of missed frames that ran over is told of")
  func lostCounts() throws {
    var device = try bench.linkedDevice()
    for _ in 0..<0x805 { bench.model.receive(frame(60), damage: .overflow) }
    bench.settle(&device)
    #expect(device.statistics.missedCountsLost == 1)
    #expect(device.statistics.missedByFIFO == 5)
  }

  @Test("what was counted before a recovery is not lost")
  func recovery() throws {
    var device = try bench.linkedDevice()
    bench.model.receive(frame(60), damage: .crc)
    bench.model.receive(frame(60), damage: .overflow)
    bench.model.faults.nextBusError = .receiveBuffer
    bench.model.receive(frame(60))
    _ = device.rearmInterrupt()
    #expect(device.counters.recoveries == 1)
    #expect(device.statistics.receivedCRCErrors == 1)
    #expect(device.statistics.missedByFIFO == 1)
    bench.settle(&device)
    #expect(device.statistics.receivedCRCErrors == 1)
  }

  @Test("counts good frames both ways")
  func traffic() throws {
    var device = try bench.linkedDevice()
    for _ in 0..<7 { _ = bench.isInService(&device) }
    bench.settle(&device)
    #expect(device.statistics.sentGood == 7)
    #expect(device.statistics.receivedGoodUnicast == 7)
  }

  @Test("writes every counter with its name")
  func text() {
    var statistics = STM32EthernetStatistics()
    statistics.sentGood = 12_345_678_901_234_567_890
    statistics.mdioTimeouts = 1
    var sink = Lines()
    statistics.write(to: &sink)
    let lines = sink.text.split(separator: "\n")
    #expect(lines.first == "sent good 12345678901234567890")
    #expect(lines.last == "MDIO timeouts 1")
    #expect(lines.contains("fatal bus errors 0"))
    // One for each property.
    #expect(lines.count == Mirror(reflecting: statistics).children.count)
  }

  private struct Lines: TextSink {
    var bytes: [UInt8] = []
    var text: String { String(decoding: bytes, as: UTF8.self) }
    mutating func write(byte: UInt8) { bytes.append(byte) }
  }
}
