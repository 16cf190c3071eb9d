import Drivers
import Link
import Testing

@Suite("LAN9118 transmit")
struct LAN9118TransmitTests {
  let model = LAN9118Model()

  /// Status words with what they are to be counted as.
  static let statuses: [(UInt32, CounterOf)] = [
    (0x8800, { $0.transmitNoCarrier }),
    (0x8400, { $0.transmitNoCarrier }),
    (0x8A00, { $0.transmitLateCollisions }),
    (0x8178, { $0.transmitExcessiveCollisions }),
    (0x8004, { $0.transmitExcessiveDeferrals }),
    (0x8000, { $0.transmitErrors }),
  ]

  @Test("sends a frame as it was written", arguments: [60, 61, 62, 63, 64, 1514])
  func frameIsIntact(size: Int) throws {
    var device = try start(model)
    let wasCalled = send(frame(size), &device)
    #expect(wasCalled)
    #expect(model.sent == [frame(size)])
    expectNoViolations(model)
  }

  @Test(
    "pads a short frame with zeros, not with bytes of the frame before", arguments: [1, 14, 59])
  func padding(size: Int) throws {
    var device = try start(model)
    send([UInt8](repeating: 0xA5, count: 1514), &device)
    send(frame(size), &device)
    #expect(model.sent.last == frame(size) + [UInt8](repeating: 0, count: 60 - size))
    expectNoViolations(model)
  }

  @Test("sends nothing for a slot that was discarded")
  func discard() throws {
    var device = try start(model)
    let wasCalled = device.transmit { slot in slot.discard() }
    #expect(wasCalled)
    #expect(model.sent == [])
    expectNoViolations(model)
  }

  @Test("sends nothing for a length below one", arguments: [0, -1, Int.min])
  func negativeLength(length: Int) throws {
    var device = try start(model)
    _ = device.transmit { slot in slot.send(length) }
    #expect(model.sent == [])
    expectNoViolations(model)
  }

  @Test("cuts a length beyond the slot to the slot", arguments: [1515, Int.max])
  func excessiveLength(length: Int) throws {
    var device = try start(model)
    _ = device.transmit { slot in slot.send(length) }
    #expect(model.sent.map(\.count) == [1514])
    expectNoViolations(model)
  }

  @Test("counts frames and bytes as the chip reports them sent, padding included")
  func counts() throws {
    var device = try start(model)
    send(frame(100), &device)
    send(frame(20), &device)
    _ = device.rearmInterrupt()
    #expect(device.counters.transmittedFrames == 2)
    #expect(device.counters.transmittedBytes == 160)
  }

  @Test(
    "counts a frame that the medium did not take under one reason",
    arguments: statuses)
  func errors(bits: UInt32, counter: CounterOf) throws {
    var device = try start(model)
    model.transmitErrorBits = bits
    send(frame(60), &device)
    _ = device.rearmInterrupt()
    let counters = device.counters
    #expect(counter(counters) == 1)
    #expect(counters.transmittedFrames == 0)
    #expect(failed(counters) == 1)
  }

  @Test("never lets the status FIFO fill")
  func drainsStatuses() throws {
    var device = try start(model)
    for seed in 0..<300 { send(frame(60, seed: seed), &device) }
    #expect(model.sent.count == 300)
    expectNoViolations(model)
  }

  @Test("refuses while the FIFO has no room for the longest frame")
  func noRoom() throws {
    var device = try start(model)
    model.transmitterHangs = true
    var wasCalled = false
    let isFree = device.transmit { slot in
      wasCalled = true
      return slot.discard()
    }
    #expect(!isFree)
    #expect(!wasCalled)
    #expect(device.counters.transmitNoRoom == 1)
    expectNoViolations(model)
  }

  @Test("resets a transmitter that never has room again")
  func stuckTransmitter() throws {
    var device = try start(model)
    let resetsBefore = model.resets
    model.transmitterHangs = true
    for _ in 0..<999_999 { send([], &device) }
    #expect(model.resets == resetsBefore)
    send([], &device)
    #expect(model.resets == resetsBefore + 1)
    #expect(device.counters.recoveries == 1)
    model.transmitterHangs = false
    send(frame(60), &device)
    #expect(model.sent == [frame(60)])
    expectNoViolations(model)
  }

  @Test("discards and counts while the link is down")
  func linkDown() throws {
    model.cable(isPlugged: false)
    var device = try start(model)
    let wasCalled = send(frame(60), &device)
    #expect(wasCalled)
    #expect(model.sent == [])
    #expect(device.counters.transmitLinkDown == 1)
    expectNoViolations(model)
  }

  @Test("an answer to a frame from before the link went down is discarded and counted")
  func answerLinkDown() throws {
    var device = try start(model)
    model.receive(frame(60))
    model.cable(isPlugged: false)
    _ = device.updateLink()
    let wasCalled = device.receive { _, slot in slot.send(60) }
    #expect(wasCalled)
    #expect(model.sent == [])
    #expect(device.counters.transmitLinkDown == 1)
  }

  @Test("lets the interrupt line follow after a frame, as writes to the FIFO do not")
  func kick() throws {
    var device = try start(model)
    device.enableInterrupts()
    send(frame(60), &device)
    let last = model.lastStore
    #expect(last == 0x58)
  }
}

/// All frames that the stack sent and the medium did not take.
func failed(_ counters: DeviceCounters) -> UInt32 {
  counters.transmitNoCarrier + counters.transmitLateCollisions
    + counters.transmitExcessiveCollisions + counters.transmitExcessiveDeferrals
    + counters.transmitErrors
}
