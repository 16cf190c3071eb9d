import Link
import NetStack
import Wrappers

/// Two stacks joined by a link, in simulated time: it leaps from one event to the next.
struct Simulation: ~Copyable {
  /// How long a frame is under way, in microseconds.
  private static var latency: UInt64 { 150 }

  private struct Flight {
    let arrival: UInt64
    let destination: Side
    let frame: [UInt8]
  }

  var left: SimulatedStation
  var right: SimulatedStation
  private(set) var ledger = Ledger()
  private(set) var now: UInt64 = 0
  /// The most polls in one simulated second.
  private(set) var mostPolls = 0
  private var random: RandomSource
  /// In the order of arrival, since all are under way for the same time.
  private var flights: [Flight] = []
  private var second: (number: UInt64, polls: Int) = (0, 0)

  init(seed: UInt64, offloaded: ChecksumSet) throws {
    var random = RandomSource(seed: seed)
    let left = try SimulatedStation(.left, seed: random.next(), offloaded: offloaded)
    let right = try SimulatedStation(.right, seed: random.next(), offloaded: [])
    self.left = left
    self.right = right
    self.random = random
  }

  var polls: Int { left.polls + right.polls }

  mutating func setFaults(receiving: LinkFaults, transmitting: LinkFaults) {
    func set(_ device: inout Injector) {
      device.receiving.faults = receiving
      device.transmitting.faults = transmitting
    }
    set(&left.interface.device.device)
    set(&right.interface.device.device)
  }

  /// Lets the stations ask each other for this long, and waits for the last answers.
  mutating func run(microseconds: UInt64) throws {
    let end = now + microseconds
    var nextQuestion = now
    while let event = nextEvent(nextQuestion), event <= end {
      now = event
      if nextQuestion == now {
        try ask()
        nextQuestion = now + gap()
      }
      step()
    }
    settle()
    now = max(now, end)
  }

  /// Lets the link fall silent: no more questions, but all that is under way or due.
  private mutating func settle() {
    while let event = nextEvent(nil) {
      now = event
      step()
    }
  }

  private func nextEvent(_ nextQuestion: UInt64?) -> UInt64? {
    let events = [nextQuestion, flights.first?.arrival, left.deadline, right.deadline]
    return events.compactMap(\.self).min()
  }

  /// A burst now and then, mostly some seconds, and sometimes long enough to forget a neighbor.
  private mutating func gap() -> UInt64 {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<4: 0
    case 19: .random(in: 20_000_000...150_000_000, using: &random)
    default: .random(in: 50_000...6_000_000, using: &random)
    }
  }

  private mutating func ask() throws {
    let side: Side = Bool.random(using: &random) ? .left : .right
    let kind: Exchange.Kind = Bool.random(using: &random) ? .datagram : .ping
    let content = Exchange.content(ledger.open(kind, by: side))
    switch (side, kind) {
    case (.left, .datagram): try left.sendDatagram(content, at: now)
    case (.right, .datagram): try right.sendDatagram(content, at: now)
    case (.left, .ping): left.sendPing(content, at: now)
    case (.right, .ping): right.sendPing(content, at: now)
    }
  }

  private mutating func step() {
    while let flight = flights.first, flight.arrival <= now {
      flights.removeFirst()
      switch flight.destination {
      case .left: left.interface.device.device.device.arrive(flight.frame)
      case .right: right.interface.device.device.device.arrive(flight.frame)
      }
    }
    let pollsBefore = polls
    left.poll(at: now, &ledger)
    right.poll(at: now, &ledger)
    // Before what was sent can come back as an answer.
    left.inspect(&ledger)
    right.inspect(&ledger)
    dispatch(left.interface.device.device.device.takeSent(), to: .right)
    dispatch(right.interface.device.device.device.takeSent(), to: .left)
    count(polls - pollsBefore)
  }

  private mutating func dispatch(_ frames: [[UInt8]], to destination: Side) {
    for frame in frames {
      flights.append(
        Flight(arrival: now + Self.latency, destination: destination, frame: frame))
    }
  }

  private mutating func count(_ polls: Int) {
    let number = now / 1_000_000
    second = (number, number == second.number ? second.polls + polls : polls)
    mostPolls = max(mostPolls, second.polls)
  }
}
