import Drivers
import EthernetModel
import Link
import Testing

@Suite("STM32 Ethernet interrupt")
struct STM32EthernetInterruptTests {
  let bench = EthernetBench()

  @Test("a frame interrupts; once drained and rearmed the line is quiet")
  func receive() throws {
    var device = try bench.linkedDevice()
    #expect(!bench.model.interruptLine)
    bench.model.receive(frame(60))
    #expect(bench.model.interruptLine)
    let frames = bench.receiveAll(&device)
    #expect(frames.count == 1)
    let isWorkLeft = device.rearmInterrupt()
    #expect(!isWorkLeft)
    #expect(!bench.model.interruptLine)
    bench.expectNoViolations()
  }

  @Test("says so when a frame came after the drain and before the acknowledgement")
  func frameBeforeAcknowledgement() throws {
    var device = try bench.linkedDevice()
    bench.model.receive(frame(60))
    _ = bench.receiveAll(&device)
    bench.model.receive(frame(61))
    let isWorkLeft = device.rearmInterrupt()
    #expect(isWorkLeft)
    let frames = bench.receiveAll(&device)
    #expect(frames == [frame(61)])
  }

  @Test("a frame after the acknowledgement raises the line again")
  func frameAfterAcknowledgement() throws {
    var device = try bench.linkedDevice()
    bench.model.receive(frame(60))
    _ = bench.receiveAll(&device)
    _ = device.rearmInterrupt()
    bench.model.receive(frame(61))
    #expect(bench.model.interruptLine)
  }

  @Test("interrupts stay off until they are wanted, and survive a recovery")
  func enable() throws {
    var device = try bench.device()
    bench.bringUp(&device)
    bench.model.receive(frame(60))
    #expect(!bench.model.interruptLine)
    device.enableInterrupts()
    // NIE, AIE, FBE, RBU, R, TU, RO, TJT, T.
    #expect(bench[ETH.ier] == 0x1_A0F9)
    #expect(bench.model.interruptLine)
  }

  @Test("a frame that waits for a slot is no work; the slot interrupts when it comes back")
  func waitsForRoom() throws {
    var device = try bench.linkedDevice()
    bench.model.isPaced = true
    for _ in 0..<4 { bench.send(frame(1000), &device) }
    bench.model.receive(frame(60))
    bench.model.advance(microseconds: 20)
    let isWorkLeft = device.rearmInterrupt()
    #expect(!isWorkLeft)
    #expect(!bench.model.interruptLine)
    bench.model.advance(microseconds: 200)
    #expect(bench.model.interruptLine)
    let received = bench.receiveOne(&device)
    #expect(received == frame(60))
  }

  @Test("without traffic there is nothing to do and the line stays quiet")
  func idle() throws {
    var device = try bench.linkedDevice()
    bench.settle(&device)
    for _ in 0..<100 {
      _ = device.rearmInterrupt()
      #expect(!bench.model.interruptLine)
    }
    #expect(device.counters.recoveries == 0)
    bench.expectNoViolations()
  }

  @Test("a look at the PHY keeps the loop awake until it is over, and no longer")
  func linkUpdate() throws {
    var device = try bench.linkedDevice()
    bench.settle(&device, milliseconds: 30)
    bench.model.advance(microseconds: 100_000)
    _ = device.updateLink()
    let isUnderWay = device.rearmInterrupt()
    #expect(isUnderWay)
    var turns = 0
    while device.rearmInterrupt(), turns < 1000 {
      turns += 1
      _ = device.updateLink()
    }
    // Four accesses of 36 µs, and a turn takes 2 µs.
    #expect(turns < 150)
  }

  @Test("a counter that is half full does not interrupt")
  func halfFullCounter() throws {
    var device = try bench.linkedDevice()
    for counter in [0x14C, 0x150, 0x168, 0x194, 0x198, 0x1C4] {
      bench.model.setCounter(at: counter, to: 1 << 31)
    }
    #expect(!bench.model.interruptLine)
    bench.settle(&device)
    #expect(device.statistics.sentGood == 1 << 31)
  }
}
