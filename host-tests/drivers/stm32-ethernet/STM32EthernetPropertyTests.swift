import Drivers
import EthernetModel
import Link
import SeededRandom
import Testing

@Suite("STM32 Ethernet properties")
struct STM32EthernetPropertyTests {
  @Test("random traffic: nothing is lost, reordered or changed while the ring is drained in time")
  func traffic() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    let bench = EthernetBench()
    var device = try bench.linkedDevice()
    var expected: [[UInt8]] = []
    for round in 0..<2000 {
      let arrivals = Int.random(in: 0...4, using: &random)
      var given: [[UInt8]] = []
      for i in 0..<arrivals {
        given.append(frame(Int.random(in: 60...1514, using: &random), seed: round * 8 + i))
        bench.model.receive(given[i])
      }
      var received: [[UInt8]] = []
      let answers = Bool.random(using: &random)
      while device.receive({ frame, slot in
        received.append(array(frame.bytes))
        guard answers else { return slot.discard() }
        var slot = slot
        for i in frame.bytes.indices { slot.bytes[i] = frame.bytes[i] }
        return slot.send(frame.bytes.count)
      }) {}
      try #require(received == given, "seed \(seed), round \(round)")
      if answers { expected += given }
      if Bool.random(using: &random) { _ = device.rearmInterrupt() }
    }
    #expect(bench.sent == expected, "seed \(seed)")
    _ = device.rearmInterrupt()
    #expect(bench.isAtRest)
    bench.expectNoViolations()
  }

  @Test("random faults: it always comes back, with every descriptor")
  func faults() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    let bench = EthernetBench()
    var device = try bench.linkedDevice()
    for round in 0..<300 {
      disturb(bench, &random)
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let length = Int.random(in: 14...1700, using: &random)
        let damage = EthernetDamage.allCases.randomElement(using: &random)
        bench.model.receive(frame(length), damage: Bool.random(using: &random) ? damage : nil)
        if Bool.random(using: &random) { bench.send(frame(60), &device) }
        if Bool.random(using: &random) { _ = bench.receiveOne(&device) }
      }
      bench.settle(&device, milliseconds: Int.random(in: 0...200, using: &random))
      guard round % 10 == 9 else { continue }
      repair(bench, &device)
      let works = bench.isInService(&device)
      try #require(works && bench.isAtRest, "seed \(seed), round \(round)")
    }
    #expect(bench.disorders == [], "seed \(seed)")
    #expect(bench.model.violations == [], "seed \(seed)")
  }

  private func disturb(_ bench: EthernetBench, _ random: inout SplitMix64) {
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      bench.model.faults.nextBusError = EthernetBusError.allCases.randomElement(using: &random)
    case 1: bench.model.faults.isTransmitStuck.toggle()
    case 2: bench.model.faults.underflowsNextTransmission = true
    case 3: bench.model.phy.partner = bench.model.phy.partner == nil ? EthernetPartner() : nil
    case 4: bench.model.phy.completeNegotiation()
    case 5: bench.model.faults.isMDIOStuck.toggle()
    case 6: bench.model.faults.hasReferenceClock.toggle()
    default: bench.model.faults.nextTransmitError = 1 << UInt32.random(in: 8...11, using: &random)
    }
  }

  private func repair(_ bench: EthernetBench, _ device: inout EthernetBench.Device) {
    bench.model.faults = EthernetFaults()
    bench.model.phy.partner = EthernetPartner()
    bench.settle(&device, milliseconds: 2500)
    bench.bringUp(&device)
    _ = bench.receiveAll(&device)
  }
}
