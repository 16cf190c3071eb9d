import Attacks
import NetStack
import SeededRandom
import Services
import Wrappers

/// Two stations on one link with a third that means them no good, in simulated time: it leaps from
/// one event to the next.
struct SoakWorld: ~Copyable {
  struct Flight {
    let arrival: UInt64
    /// Nil for frames of the third station, which everybody gets.
    let sender: Side?
    let frame: [UInt8]
  }

  var left: SoakStation
  var right: SoakStation
  var ledger = SoakLedger()
  /// In microseconds.
  private(set) var now: UInt64 = 0
  private(set) var weather = Weather.clearing
  private(set) var events: UInt64 = 0
  /// The frames that went over the link.
  private(set) var frames: UInt64 = 0
  var random: SplitMix64
  let noise: Noise
  /// In the order of arrival.
  private var flights: [Flight] = []
  private var due: [UInt64?]
  /// When a cable that is out is put in again, or a card that has stalled goes on.
  private var repair: UInt64?

  init(seed: UInt64, noise: Noise) throws {
    var random = SplitMix64(seed: seed)
    let left = try SoakStation(.left, seed: random.next())
    let right = try SoakStation(.right, seed: random.next())
    self.left = left
    self.right = right
    self.random = random
    self.noise = noise
    due = Activity.allCases.map { _ in nil }
  }

  mutating func set(_ weather: Weather) {
    self.weather = weather
    left.interface.device.setFaults(weather.faults)
    right.interface.device.setFaults(weather.faults)
    repairAll()
    for (index, activity) in Activity.allCases.enumerated() {
      due[index] = activity.gap(in: weather, using: &random).map { now + $0 }
    }
    poll()
  }

  /// Goes on for this long.
  mutating func run(microseconds: UInt64) throws {
    let end = now + microseconds
    while let event = nextEvent(), event <= end {
      ledger.expect(event >= now, "an event of the past")
      now = max(now, event)
      events += 1
      if let repair, repair <= now { repairAll() }
      for (index, activity) in Activity.allCases.enumerated() {
        guard let time = due[index], time <= now else { continue }
        try perform(activity)
        due[index] = activity.gap(in: weather, using: &random).map { now + $0 }
      }
      deliver()
      poll()
    }
    now = end
  }

  private func nextEvent() -> UInt64? {
    var earliest = UInt64.max
    for time in due { earliest = min(earliest, time ?? .max) }
    earliest = min(earliest, flights.first?.arrival ?? .max, repair ?? .max)
    earliest = min(earliest, left.deadline ?? .max, right.deadline ?? .max)
    return earliest == .max ? nil : earliest
  }

  private mutating func poll() {
    left.poll(at: now, &ledger)
    right.poll(at: now, &ledger)
    collect(left.interface.device.device.takeSent(), from: .left)
    collect(right.interface.device.device.takeSent(), from: .right)
    left.checkOccupancy(at: Instant(microseconds: now), &ledger)
    right.checkOccupancy(at: Instant(microseconds: now), &ledger)
  }

  private mutating func collect(_ sent: [[UInt8]], from side: Side) {
    for frame in sent {
      // On the way out a frame may have been damaged on purpose.
      if weather != .hostile, weather != .clearing { ledger.check(sent: frame, by: side) }
      launch(frame, from: side)
    }
  }

  /// Puts a frame on the link.
  mutating func launch(_ frame: [UInt8], from sender: Side?) {
    frames += 1
    let arrival = now + .random(in: 100...weather.longestDelay, using: &random)
    var index = flights.count
    while index > 0, flights[index - 1].arrival > arrival { index -= 1 }
    flights.insert(Flight(arrival: arrival, sender: sender, frame: frame), at: index)
  }

  private mutating func deliver() {
    var count = 0
    while count < flights.count, flights[count].arrival <= now {
      let flight = flights[count]
      if flight.sender != .left { left.interface.device.device.arrive(flight.frame) }
      if flight.sender != .right { right.interface.device.device.arrive(flight.frame) }
      count += 1
    }
    if count > 0 { flights.removeFirst(count) }
  }

  /// Gives back the room of the world's own queues, so that the heap shows what the stacks keep.
  mutating func trim() {
    if flights.isEmpty { flights = [] }
    left.interface.device.device.trim()
    right.interface.device.device.trim()
  }

  /// Whether no frame is under way.
  var isQuiet: Bool { flights.isEmpty }

  // MARK: Cables and cards

  mutating func pullCable(of side: Side, microseconds: UInt64) {
    switch side {
    case .left: left.interface.device.device.setLink(isUp: false)
    case .right: right.interface.device.device.setLink(isUp: false)
    }
    repair = now + microseconds
  }

  mutating func stall(_ side: Side, microseconds: UInt64) {
    switch side {
    case .left: left.interface.device.device.isStalled = true
    case .right: right.interface.device.device.isStalled = true
    }
    repair = now + microseconds
  }

  private mutating func repairAll() {
    repair = nil
    left.interface.device.device.repair()
    right.interface.device.device.repair()
  }
}

extension FaultInjector where Device: ~Copyable {
  mutating func setFaults(_ faults: LinkFaults) {
    receiving.faults = faults
    transmitting.faults = faults
  }
}

extension SoakDevice {
  mutating func repair() {
    isStalled = false
    if !linkState.isUp { setLink(isUp: true) }
  }
}
