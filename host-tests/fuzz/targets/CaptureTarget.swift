import NetStack
import Services

/// Feeds the frames of a capture to the stack as an application has it, by their time stamps.
///
/// The input is the board's MAC address (6 bytes), its address (4) and the length of its prefix (1),
/// then for each frame its time in microseconds (8) and its length (4), most significant byte first,
/// and its bytes.
func replayCapture(_ input: [UInt8], _ journal: Journal) {
  var script = Script(input)
  let hardware: [6 of UInt8] = [
    script.byte(), script.byte(), script.byte(), script.byte(), script.byte(), script.byte(),
  ]
  let address = IPv4Address(rawValue: script.long())
  guard let subnet = IPv4Subnet(address, prefixLength: script.byte()) else {
    return journal.note("has no such network", address.rawValue)
  }
  var board = CapturedBoard(hardware, subnet, journal)
  while !script.isAtEnd {
    let time = UInt64(script.long()) << 32 | UInt64(script.long())
    let length = Int(truncatingIfNeeded: script.long())
    board.advance(to: Instant(microseconds: time))
    board.receive(Array(script.take(max(0, length))))
  }
  board.rest()
}

/// A board on a link of which all is known but what it sends.
private struct CapturedBoard: ~Copyable {
  private var interface: StandardInterface<ReplayDevice>
  private let echo: UDPEcho
  private let journal: Journal
  private var clock = Instant.start
  private var deadline: Instant?

  init(_ hardware: [6 of UInt8], _ subnet: IPv4Subnet, _ journal: Journal) {
    self.journal = journal
    var configuration = InterfaceConfiguration(subnet: subnet)
    configuration.probesAddresses = false
    interface = StandardInterface(
      device: ReplayDevice(hardwareAddress: hardware), configuration: configuration)
    do throws(BindError) {
      echo = try UDPEcho(on: &interface)
    } catch {
      finding("no socket for the echo service")
    }
    poll()
  }

  /// Polls whenever the stack asks for it before `time`, and not without end.
  mutating func advance(to time: Instant) {
    var count = 0
    while let due = deadline, due < time, count < 1000 {
      clock = max(clock, due)
      poll()
      count += 1
    }
    clock = max(clock, time)
  }

  mutating func receive(_ frame: [UInt8]) {
    interface.device.incoming = frame
    poll()
    require(interface.device.incoming == nil, "a frame was left where it was")
  }

  consuming func rest() {
    advance(to: clock + .seconds(100))
    journal.note(interface.counters)
  }

  private mutating func poll() {
    journal.note("polls at", clock.microseconds)
    deadline = Self.poll(&interface, echo, journal, at: clock)
    if let answer = interface.device.takeAnswer() { journal.note("answers", answer.span) }
    for frame in interface.device.takeOthers() { journal.note("sends", frame.span) }
    journal.note("waits until", deadline?.microseconds ?? .max)
  }

  private static func poll(
    _ interface: inout StandardInterface<ReplayDevice>, _ echo: borrowing UDPEcho,
    _ journal: Journal, at now: Instant
  ) -> Instant? {
    interface.poll(at: now) { datagram, slot in
      journal.note(datagram)
      return echo.owns(datagram) ? echo.answer(datagram, slot) : slot.discard()
    }
  }
}
