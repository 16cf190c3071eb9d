import NetStack
import Services

/// A replayed board sends only what the capture asks for.
enum ReplayFeatures: StackFeatures {
  static var detectsAddressConflicts: Bool { false }
}

/// The stack in the board's place, on a clock that the capture drives.
struct ReplayedBoard: ~Copyable {
  /// What became of one received frame.
  struct Reception {
    var outcome: FrameOutcome
    /// The reply to this very frame.
    var reply: [UInt8]?
    /// What else was sent: the stack's own requests, and replies that waited for a neighbor.
    var others: [[UInt8]]
  }

  /// A frame that the stack sent while nothing was received.
  struct Emission {
    var time: Instant
    var frame: [UInt8]
  }

  private var interface: Interface<ReplayDevice, ReplayFeatures, 1, 16, 4, 4, 0, 4, 4, 4, 65536>
  private let echo: UDPEcho
  private var clock = Instant(microseconds: 0)
  private var deadline: Instant?

  init(_ options: ReplayOptions) {
    interface = Interface(
      device: ReplayDevice(hardwareAddress: options.hardwareAddress.octets),
      configuration: InterfaceConfiguration(subnet: options.subnet, gateway: options.gateway))
    do {
      echo = try UDPEcho(on: &interface)
    } catch {
      fatalError("the first socket of an interface could not be bound: \(error)")
    }
  }

  /// The most polls between two frames; a stack that keeps asking for one is let go.
  private static var pollLimit: Int { 1_000 }

  /// Lets time pass until `time`, and polls whenever the stack wants to be. Time never runs back:
  /// a frame that is recorded as earlier than one before it arrives at the same time.
  mutating func advance(to time: Instant) -> [Emission] {
    var emissions: [Emission] = []
    for _ in 0..<Self.pollLimit {
      guard let due = deadline, due < time else { break }
      clock = max(clock, due)
      poll()
      for frame in interface.device.takeOthers() {
        emissions.append(Emission(time: clock, frame: frame))
      }
    }
    clock = max(clock, time)
    return emissions
  }

  /// Receives a frame at the present time.
  mutating func receive(_ frame: [UInt8]) -> Reception {
    let before = interface.counters
    interface.device.incoming = frame
    poll()
    let after = interface.counters
    let counted = FrameOutcome.allCases.filter { before[$0] != after[$0] }
    guard counted.count == 1, let outcome = counted.first, after[outcome] &- before[outcome] == 1
    else {
      fatalError("the stack counted \(counted) of one frame")
    }
    var reply = interface.device.takeAnswer()
    var others = interface.device.takeOthers()
    // While its neighbor is asked for, the request for it takes the reply's slot.
    if outcome != .answered, let request = reply.take() { others.insert(request, at: 0) }
    return Reception(outcome: outcome, reply: reply, others: others)
  }

  var now: Instant { clock }

  private mutating func poll() {
    deadline = Self.poll(&interface, echo, at: clock)
  }

  private static func poll(
    _ interface: inout Interface<ReplayDevice, ReplayFeatures, 1, 16, 4, 4, 0, 4, 4, 4, 65536>,
    _ echo: borrowing UDPEcho,
    at now: Instant
  ) -> Instant? {
    interface.poll(at: now) { datagram, slot in
      guard echo.owns(datagram) else { return slot.discard() }
      return echo.answer(datagram, slot)
    }
  }
}
