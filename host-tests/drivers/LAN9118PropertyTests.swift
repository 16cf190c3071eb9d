import Drivers
import Link
import Testing
import SeededRandom

@Suite("LAN9118 properties")
struct LAN9118PropertyTests {
  @Test(
    "in any sequence of arrivals, receptions and transmissions, frames come out equal and in order",
    arguments: [1, 0xBEEF, 0x5EED_0003, 0xC0FF_EE04] as [UInt64])
  func randomTraffic(seed: UInt64) throws {
    print("LAN9118 random traffic, seed \(seed)")
    var random = SplitMix64(seed: seed)
    let model = LAN9118Model()
    model.countsDrops = true
    var device = try start(model)
    device.enableInterrupts()
    var expected: [[UInt8]] = []
    var received: [[UInt8]] = []
    var sent: [[UInt8]] = []
    var bad = 0
    for step in 0..<4000 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        let bytes = frame(Int.random(in: 0...2047, using: &random), seed: step)
        let errors = randomErrors(&random)
        guard model.receive(bytes, errors: errors) else { continue }
        let isGood = errors & 0x98DA == 0 && (14...1514).contains(bytes.count)
        if isGood { expected.append(bytes) } else { bad += 1 }
      case 5..<8:
        let wasCalled = device.receive { frame, slot in
          received.append(array(frame.bytes))
          return answer(received[received.count - 1], slot, &sent)
        }
        if !wasCalled {
          let isWorkLeft = device.rearmInterrupt()
          try #require(!isWorkLeft)
          // Compared apart: to describe a difference of so many bytes takes minutes.
          let isEqual = received == expected
          try #require(isEqual, "seed \(seed), step \(step)")
        }
      case 8:
        let bytes = frame(Int.random(in: 1...1514, using: &random), seed: step)
        if send(bytes, &device) { sent.append(padded(bytes)) }
      default:
        _ = device.rearmInterrupt()
      }
    }
    received += receiveAll(&device)
    _ = device.rearmInterrupt()
    let isEqual = received == expected && model.sent == sent
    try #require(isEqual, "seed \(seed)")
    let counters = device.counters
    #expect(Int(counters.receivedFrames) == expected.count)
    #expect(Int(counters.receivedBytes) == expected.reduce(0) { $0 + $1.count })
    #expect(Int(dropped(counters)) == bad + model.dropsOnFull)
    #expect(Int(counters.transmittedFrames) == sent.count)
    #expect(Int(counters.transmittedBytes) == sent.reduce(0) { $0 + $1.count })
    #expect(counters.recoveries == 0)
    expectNoViolations(model)
  }

  @Test(
    "whatever statuses say, the driver ends each call and can be brought back",
    arguments: [2, 0xFACE, 0x5EED_0005] as [UInt64])
  func randomLies(seed: UInt64) throws {
    print("LAN9118 random lies, seed \(seed)")
    var random = SplitMix64(seed: seed)
    let model = LAN9118Model()
    model.checksFraming = false
    var device = try start(model)
    for _ in 0..<2000 {
      let count = Int.random(in: 0...1600, using: &random)
      let claim = Bool.random(using: &random) ? nil : Int.random(in: 0...0x3FFF, using: &random)
      model.receive(frame(count), errors: randomErrors(&random), claiming: claim)
      if Bool.random(using: &random) { _ = receiveAll(&device) }
      if Bool.random(using: &random) { _ = device.rearmInterrupt() }
    }
    for _ in 0..<8 {
      _ = receiveAll(&device)
      _ = device.rearmInterrupt()
    }
    model.receive(frame(99))
    let received = receiveAll(&device)
    #expect(received == [frame(99)])
    #expect(device.counters.recoveries > 0)
    expectNoViolations(model)
  }

  /// Mostly none; else any of the status word's error bits.
  private func randomErrors(_ random: inout SplitMix64) -> UInt32 {
    guard Int.random(in: 0..<4, using: &random) == 0 else { return 0 }
    return UInt32.random(in: 0...0xFFFF, using: &random) & 0x98DE
  }

  private func answer(
    _ bytes: [UInt8], _ slot: consuming TransmitSlot, _ sent: inout [[UInt8]]
  ) -> TransmitReceipt {
    guard bytes.count % 2 == 0 else { return slot.discard() }
    var slot = slot
    for i in bytes.indices { slot.bytes[i] = bytes[i] }
    sent.append(padded(bytes))
    return slot.send(bytes.count)
  }

  private func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: max(0, 60 - bytes.count))
  }
}
