import Link
import NetStack
import Testing
import Wrappers

/// Two stacks that ask each other for hours over a link that loses, changes, repeats and reorders.
///
/// One changed octet is always found by the checksum that covers it, as it changes a 16-bit word by
/// less than 65535. It is not found, in one of 65536 cases, where the octet is a length that says
/// what is covered. A datagram whose checksum is made zero is taken unchecked, and intact. ARP has
/// no checksum: a changed packet can teach a wrong address for a minute.
@Suite struct LossyLinkTests {
  struct Weather: CustomTestStringConvertible, Sendable {
    let name: String
    let seed: UInt64
    var offloaded: ChecksumSet = []
    var receiving = LinkFaults()
    var transmitting = LinkFaults()

    var testDescription: String { "\(name), seed \(seed)" }

    static func everything(seed: UInt64, offloaded: ChecksumSet = []) -> Weather {
      let faults = faults {
        $0.sizeLimit = 1200
        $0.drop = Probability(perMillion: 40_000)
        $0.corrupt = Probability(perMillion: 30_000)
        $0.duplicate = Probability(perMillion: 30_000)
        $0.reorder = Probability(perMillion: 30_000)
      }
      var limited = faults
      limited.rateLimit = TokenBucket(burst: 3, interval: 200_000)
      return Weather(
        name: "everything", seed: seed, offloaded: offloaded, receiving: faults,
        transmitting: limited)
    }

    static func lossOnly(seed: UInt64) -> Weather {
      let loss = faults { $0.drop = Probability(perMillion: 300_000) }
      return Weather(name: "heavy loss", seed: seed, receiving: loss)
    }

    static func disorder(seed: UInt64) -> Weather {
      let faults = faults { $0.reorder = Probability(perMillion: 300_000) }
      return Weather(name: "disorder", seed: seed, receiving: faults, transmitting: faults)
    }

    static let all = [
      everything(seed: 1), everything(seed: 2),
      everything(seed: 3, offloaded: [.ipv4Header, .icmpv4, .udp]), lossOnly(seed: 4),
      disorder(seed: 5),
    ]
  }

  private static let hour: UInt64 = 3_600_000_000

  @Test(
    "two stacks get along for ten hours, and recover when the faults end", arguments: Weather.all)
  func hours(weather: Weather) throws {
    var simulation = try Simulation(seed: weather.seed, offloaded: weather.offloaded)
    simulation.setFaults(receiving: weather.receiving, transmitting: weather.transmitting)
    try simulation.run(microseconds: 10 * Self.hour)
    let stormy = simulation.ledger.exchanges.count

    // What was learned wrong is forgotten after a minute; what was delayed comes out.
    simulation.setFaults(receiving: LinkFaults(), transmitting: LinkFaults())
    try simulation.run(microseconds: Self.hour / 20)
    let calm = simulation.ledger.exchanges.count
    let replacedBefore = replaced(simulation)
    try simulation.run(microseconds: Self.hour / 2)

    let exchanges = simulation.ledger.exchanges
    #expect(simulation.ledger.violations == [])
    #expect(stormy > 4000)
    #expect(exchanges.count > calm + 100)
    // A burst after a long silence waits for the neighbor, which only its last packet can.
    let unanswered = exchanges[calm...].count { $0.answers == 0 }
    #expect(unanswered == replaced(simulation) - replacedBefore)
    #expect(unanswered < 20)
    #expect(exchanges[calm...].allSatisfy { $0.taken <= 1 && $0.answers <= 1 })
    let answered = exchanges[..<stormy].count { $0.answers > 0 }
    #expect(answered > stormy / 3 && answered < stormy)
    expectConservation(simulation)
    expectNoOtherDuplicates(simulation)
    expectRest(simulation)
    if weather.receiving.corrupt == .never {
      #expect(simulation.left.told == [Side.right.hardware])
      #expect(simulation.right.told == [Side.left.hardware])
    } else {
      expectEachFault(simulation.left)
      expectEachFault(simulation.right)
    }
  }

  private func expectEachFault(_ station: borrowing SimulatedStation) {
    let receiving = station.interface.device.device.receiving.counters
    let transmitting = station.interface.device.device.transmitting.counters
    for counters in [receiving, transmitting] {
      #expect(counters.dropped > 50 && counters.corrupted > 50)
      #expect(counters.duplicated > 50 && counters.reordered > 50)
    }
    #expect(transmitting.tooLong > 0 && transmitting.rateLimited > 0)
  }

  /// How many packets were dropped for a later one to the same neighbor.
  private func replaced(_ simulation: borrowing Simulation) -> Int {
    Int(simulation.left.interface.counters.heldReplaced)
      + Int(simulation.right.interface.counters.heldReplaced)
  }

  /// Every frame ends in one counter at each of its stations.
  private func expectConservation(_ simulation: borrowing Simulation) {
    expectConservation(simulation.left)
    expectConservation(simulation.right)
    let (left, right) = (
      simulation.left.interface.device.counters, simulation.right.interface.device.counters
    )
    #expect(left.transmittedFrames == right.receivedFrames)
    #expect(right.transmittedFrames == left.receivedFrames)
  }

  private func expectConservation(_ station: borrowing SimulatedStation) {
    let receiving = station.interface.device.device.receiving.counters
    let transmitting = station.interface.device.device.transmitting.counters
    let tap = station.interface.device.observer
    let counters = station.interface.counters
    let device = station.interface.device.counters
    let outcomes = FrameOutcome.allCases.reduce(0) { $0 + counters[$1] }
    #expect(device.receivedFrames == receiving.frames)
    #expect(receiving.out == tap.received)
    #expect(tap.received == outcomes)
    #expect(tap.sent == transmitting.frames)
    #expect(transmitting.out == device.transmittedFrames)
    #expect(receiving.waiting <= 1 && transmitting.waiting <= 1)
  }

  /// No more copies than the link made.
  private func expectNoOtherDuplicates(_ simulation: borrowing Simulation) {
    let left = (
      simulation.left.interface.device.device.receiving.counters.duplicated,
      simulation.left.interface.device.device.transmitting.counters.duplicated
    )
    let right = (
      simulation.right.interface.device.device.receiving.counters.duplicated,
      simulation.right.interface.device.device.transmitting.counters.duplicated
    )
    let copies: [Side: UInt32] = [.left: left.1 + right.0, .right: right.1 + left.0]
    for side in Side.allCases {
      let asked = simulation.ledger.exchanges.filter { $0.asker == side }
      let extraQuestions = asked.reduce(0) { $0 + max(0, $1.taken - 1) }
      let extraAnswers = asked.reduce(0) { $0 + max(0, $1.answers - $1.taken) }
      #expect(extraQuestions <= copies[side] ?? 0)
      #expect(extraAnswers <= copies[side.other] ?? 0)
      if copies[side] == 0 { #expect(extraQuestions == 0) }
    }
  }

  /// The stacks are polled for frames and deadlines, and not otherwise.
  private func expectRest(_ simulation: borrowing Simulation) {
    let seconds = Int(simulation.now / 1_000_000)
    print(
      "\(simulation.ledger.exchanges.count) exchanges, \(simulation.polls) polls in \(seconds) s, at most \(simulation.mostPolls) in one"
    )
    #expect(simulation.polls < seconds)
    #expect(simulation.mostPolls < 50)
  }
}
