import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet transmit")
struct STM32EthernetTransmitTests {
  let bench = EthernetBench()

  /// What may happen to a frame, with what it is to be counted as.
  static let statuses: [(UInt32, CounterOf)] = [
    (1 << 9 | 1 << 10, { $0.transmitLateCollisions }),
    (1 << 8, { $0.transmitExcessiveCollisions }),
    (1 << 2, { $0.transmitExcessiveDeferrals }),
    (1 << 10, { $0.transmitNoCarrier }),
    (1 << 11, { $0.transmitNoCarrier }),
    (1 << 14, { $0.transmitErrors }),
    (1 << 13, { $0.transmitErrors }),
  ]

  @Test("sends frames as they were written, round the ring", arguments: [60, 61, 100, 1514])
  func frames(length: Int) throws {
    var device = try bench.linkedDevice()
    for seed in 0..<13 {
      let isTaken = bench.send(frame(length, seed: seed), &device)
      #expect(isTaken)
    }
    #expect(bench.sent == (0..<13).map { frame(length, seed: $0) })
    _ = device.rearmInterrupt()
    #expect(device.counters.transmittedFrames == 13)
    #expect(device.counters.transmittedBytes == 13 * UInt32(length))
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("leaves padding to the MAC, and counts it")
  func padding() throws {
    var device = try bench.linkedDevice()
    bench.send(frame(1514), &device)
    bench.send(frame(1514), &device)
    bench.send(frame(1514), &device)
    bench.send(frame(1514), &device)
    bench.send(frame(20), &device)
    #expect(bench.sent.last == frame(20) + [UInt8](repeating: 0, count: 40))
    _ = device.rearmInterrupt()
    #expect(device.counters.transmittedBytes == 4 * 1514 + 60)
  }

  @Test("sends nothing when the slot is discarded")
  func discarded() throws {
    var device = try bench.linkedDevice()
    let isCalled = device.transmit { slot in slot.discard() }
    #expect(isCalled)
    #expect(bench.sent == [])
    #expect(bench.isAtRest)
    let works = bench.isInService(&device)
    #expect(works)
  }

  @Test("lends 1514 bytes and cuts what is longer")
  func longest() throws {
    var device = try bench.linkedDevice()
    _ = device.transmit { slot in
      #expect(slot.bytes.count == 1514)
      return slot.send(2000)
    }
    #expect(bench.sent.map(\.count) == [1514])
  }

  @Test("refuses when all descriptors are the DMA's, and takes frames again when one is back")
  func full() throws {
    var device = try bench.linkedDevice()
    bench.model.isPaced = true
    for seed in 0..<4 {
      let isTaken = bench.send(frame(1000, seed: seed), &device)
      #expect(isTaken)
    }
    let isRefused = !bench.send(frame(1000), &device)
    #expect(isRefused)
    #expect(device.counters.transmitNoRoom == 1)
    // One of them takes 82 µs.
    bench.model.advance(microseconds: 100)
    let isTaken = bench.send(frame(1000, seed: 4), &device)
    #expect(isTaken)
    bench.model.advance(microseconds: 1000)
    #expect(bench.sent == (0..<5).map { frame(1000, seed: $0) })
    bench.expectNoViolations()
  }

  @Test("interrupts for room only from the middle of the ring on")
  func interruptOnCompletion() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.isTransmitStuck = true
    for _ in 0..<4 { bench.send(frame(60), &device) }
    let asks = (0..<4).map { bench.transmitDescriptor($0) & 1 << 30 != 0 }
    #expect(asks == [false, true, true, true])
  }

  @Test(
    "counts a frame that did not leave under the reason that explains the others",
    arguments: statuses)
  func errors(status: UInt32, counter: CounterOf) throws {
    var device = try bench.linkedDevice()
    bench.model.faults.nextTransmitError = status
    bench.send(frame(60), &device)
    bench.send(frame(61), &device)
    _ = device.rearmInterrupt()
    #expect(counter(device.counters) == 1)
    #expect(device.counters.transmittedFrames == 1)
    #expect(bench.isAtRest)
    let works = bench.isInService(&device)
    #expect(works)
  }
}
