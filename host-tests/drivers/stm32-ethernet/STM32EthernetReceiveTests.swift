import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet receive")
struct STM32EthernetReceiveTests {
  let bench = EthernetBench()

  /// What may happen to a frame, with what it is to be counted as.
  static let damages: [(EthernetDamage, CounterOf)] = [
    (.medium, { $0.receiveMediumErrors }),
    (.lateCollision, { $0.receiveCollisions }),
    (.watchdog, { $0.receiveWatchdogTimeouts }),
    (.crc, { $0.receiveCRCErrors }),
    (.alignment, { $0.receiveMediumErrors }),
  ]

  @Test(
    "hands frames on as they came, in order, round the ring", arguments: [60, 61, 63, 100, 1514])
  func frames(length: Int) throws {
    var device = try bench.linkedDevice()
    for seed in 0..<13 {
      bench.model.receive(frame(length, seed: seed))
      bench.model.receive(frame(length, seed: seed + 100))
      let frames = bench.receiveAll(&device)
      #expect(frames == [frame(length, seed: seed), frame(length, seed: seed + 100)])
    }
    #expect(device.counters.receivedFrames == 26)
    #expect(device.counters.receivedBytes == 26 * UInt32(length))
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("lends the frame and the slot where the DMA has them")
  func inPlace() throws {
    var device = try bench.linkedDevice()
    let base = unsafe UInt(bitPattern: bench.memory.bytes.baseAddress)
    // Buffers begin behind eight descriptors.
    let buffers = base + 8 * 32
    for i in 0..<9 {
      bench.model.receive(frame(60))
      var source: UInt = 0
      var target: UInt = 0
      _ = device.receive { frame, slot in
        var slot = slot
        source = unsafe frame.bytes.withUnsafeBufferPointer {
          UInt(bitPattern: $0.baseAddress)
        }
        target = unsafe slot.bytes.withUnsafeMutableBufferPointer {
          UInt(bitPattern: $0.baseAddress)
        }
        return slot.send(60)
      }
      #expect(source == buffers + UInt(i % 4) * 1536)
      #expect(target == buffers + UInt(4 + i % 4) * 1536)
    }
  }

  @Test("sends the answer that was built beside the frame")
  func answer() throws {
    var device = try bench.linkedDevice()
    for seed in 0..<9 {
      bench.model.receive(frame(200, seed: seed))
      let isCalled = device.receive { frame, slot in
        var slot = slot
        for i in frame.bytes.indices { slot.bytes[i] = frame.bytes[frame.bytes.count - 1 - i] }
        return slot.send(frame.bytes.count)
      }
      #expect(isCalled)
      #expect(bench.sent.last == frame(200, seed: seed).reversed())
    }
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("without a frame the body is not called")
  func nothing() throws {
    var device = try bench.linkedDevice()
    let frame = bench.receiveOne(&device)
    #expect(frame == nil)
    #expect(device.counters.transmitNoRoom == 0)
  }

  @Test("receives nothing without a slot for the answer, and keeps the frame until there is one")
  func noRoom() throws {
    var device = try bench.linkedDevice()
    bench.model.faults.isTransmitStuck = true
    for seed in 0..<4 {
      let isTaken = bench.send(frame(60, seed: seed), &device)
      #expect(isTaken)
    }
    let isTaken = bench.send(frame(60), &device)
    #expect(!isTaken)
    bench.model.receive(frame(80))
    let early = bench.receiveOne(&device)
    #expect(early == nil)
    #expect(device.counters.transmitNoRoom == 2)
    bench.model.faults.isTransmitStuck = false
    let late = bench.receiveOne(&device)
    #expect(late == frame(80))
    #expect(bench.sent == (0..<4).map { frame(60, seed: $0) })
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test(
    "drops a damaged frame that reaches memory, under its reason, and goes on",
    arguments: damages)
  func damaged(damage: EthernetDamage, counter: CounterOf) throws {
    var device = try bench.linkedDevice()
    forwardErrors()
    bench.model.receive(frame(damage == .watchdog ? 3000 : 100), damage: damage)
    bench.model.receive(frame(60))
    let frames = bench.receiveAll(&device)
    bench.settle(&device)
    #expect(frames == [frame(60)])
    if damage == .watchdog {
      // Longer than a buffer too, which shows first.
      #expect(device.counters.receiveTooLong == 1)
    } else {
      #expect(counter(device.counters) == 1)
    }
    #expect(device.counters.receivedFrames == 1)
    #expect(bench.isAtRest)
  }

  /// FEF: frames with errors go to memory, as some do that begin before the error is known.
  private func forwardErrors() {
    bench.model.advance(microseconds: 2)
    bench.model.store(bench[ETH.omr] | 1 << 7, at: ETH.omr)
  }

  @Test("drops a frame that takes two descriptors, and gives both back")
  func twoDescriptors() throws {
    var device = try bench.linkedDevice()
    for _ in 0..<5 {
      bench.model.receive(frame(1600))
      bench.model.receive(frame(60))
      let frames = bench.receiveAll(&device)
      #expect(frames == [frame(60)])
    }
    #expect(device.counters.receiveTooLong == 5)
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("drops a frame that fits a buffer and is longer than Ethernet's", arguments: [1515, 1532])
  func tooLong(length: Int) throws {
    var device = try bench.linkedDevice()
    bench.model.receive(frame(length))
    bench.model.receive(frame(1514))
    let frames = bench.receiveAll(&device)
    #expect(frames == [frame(1514)])
    #expect(device.counters.receiveTooLong == 1)
  }

  @Test("gives back a descriptor with FS and without LS, and goes on")
  func truncated() throws {
    var device = try bench.linkedDevice()
    for round in 1...6 {
      bench.model.receive(frame(500), damage: .truncation)
      bench.model.receive(frame(60))
      let frames = bench.receiveAll(&device)
      #expect(frames == [frame(60)])
      #expect(device.statistics.truncatedFrames == UInt64(round))
    }
    #expect(bench.isAtRest)
    bench.settle(&device)
    #expect(device.statistics.missedByFIFO == 6)
    #expect(device.statistics.receiveOverflows == 1)
    bench.expectNoViolations()
  }

  @Test("a ring full of truncated frames does not stop it")
  func onlyTruncated() throws {
    var device = try bench.linkedDevice()
    for _ in 0..<4 { bench.model.receive(frame(500), damage: .truncation) }
    let nothing = bench.receiveOne(&device)
    #expect(nothing == nil)
    let works = bench.isInService(&device)
    #expect(works)
    #expect(bench.isAtRest)
  }

  @Test(
    "gives back a descriptor whose status makes no sense",
    arguments: [
      // Neither FS nor LS, LS alone, a length below the check sequence's, none, DE, one beyond the
      // buffer, every bit, a length error, and an error without a name.
      0x0000_0000, 0x0040_0100, 0x0003_0300, 0x0000_0300, 0x0040_C300, 0x3FFF_0300, 0x7FFF_FFFF,
      0x0040_9300, 0x0040_8320,
    ] as [UInt32])
  func nonsense(status: UInt32) throws {
    var device = try bench.linkedDevice()
    // The DMA takes the first descriptor, and the memory says something else than it wrote.
    bench.model.receive(frame(60))
    bench.memory.setWord(status, at: 0)
    bench.model.receive(frame(61))
    let frames = bench.receiveAll(&device)
    #expect(frames == [frame(61)])
    #expect(bench.isAtRest)
    let works = bench.isInService(&device)
    #expect(works)
  }
}
