import EthernetModel
import Glibc
import SeededRandom

/// Runs the board in step with the time of the world: instructions as fast as they go, sleep as long
/// as it lasts, frames and commands as they come.
final class Simulator {
  enum End {
    case violation(Violation, programCounter: UInt32)
    case lockup(String, programCounter: UInt32)
    case reset(ResetCause)
    case quit
    case badCommand(String)
  }

  let chip: Chip
  let processor: Processor
  private let link: (any FrameLink)?
  private var control: ControlChannel?
  private let options: SimulatorOptions
  /// The time of the world at the board's time 0, in nanoseconds.
  private var epoch: Int64
  private var mustQuit = false
  /// How many frames have to come before the processor goes on.
  private var framesAwaited = 0
  /// The board's time from which on it keeps step with the world, in nanoseconds.
  private var pacedFrom: UInt64
  /// Cycles that were slept.
  private(set) var sleptCycles: UInt64 = 0
  private(set) var framesReceived: UInt64 = 0
  private(set) var framesSent: UInt64 = 0

  init(
    options: SimulatorOptions, link: (any FrameLink)?, control: ControlChannel?
  ) throws(SimulatorError) {
    self.options = options
    self.link = link
    self.control = control
    pacedFrom = options.unpacedNanoseconds
    chip = Chip()
    processor = try Processor(chip: chip)
    epoch = Self.worldTime
    let image = try ELFImage(path: options.image)
    for segment in image.segments where !chip.memory.program(segment.bytes, at: segment.address) {
      throw .image(
        "\(options.image) has code for 0x\(String(segment.address, radix: 16)), where the chip has "
          + "no memory; give an image that was built with BOARD=nucleo-f429zi")
    }
    if let identifier = options.uniqueID { chip.setUniqueID(identifier) }
    chip.usart.isInstant = options.hasInstantConsole
    if let seed = options.seed { chip.randomNumbers.source = .init(seed: seed) }
    chip.ethernet.model.onTransmit = { [unowned self] frame in
      framesSent += 1
      link?.send(frame)
    }
  }

  static var worldTime: Int64 {
    var time = timespec()
    // The kernel fills in the structure, which lives through the call.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Runs from power on until something ends it.
  func run() -> End {
    processor.reset(.power)
    for command in options.commands {
      let answer = obey(command)
      if answer.hasPrefix("error") { return .badCommand(answer) }
    }
    while !mustQuit {
      guard framesAwaited == 0 else {
        stall()
        continue
      }
      switch runSlice() {
      case .sleep: sleep()
      case .timeout: break
      case .reset:
        let cause = chip.resetRequest ?? .software
        guard options.reboots else { return .reset(cause) }
        processor.reset(cause)
      case .violation:
        return .violation(
          chip.violation ?? Violation(register: "?", reason: "?"),
          programCounter: processor.faultAddress != 0
            ? processor.faultAddress : processor.programCounter)
      case .lockup(let reason):
        return .lockup(reason, programCounter: processor.programCounter)
      case .unsupported(let what):
        return .lockup("\(what) is not modelled", programCounter: processor.programCounter)
      }
      exchange()
    }
    return .quit
  }

  /// Every 100 µs the world is looked at, also while the processor is busy.
  private func runSlice() -> Processor.Halt {
    processor.run(until: chip.time.cycles + chip.time.megahertz * 100)
  }

  /// The processor stands still until enough frames have come in. No more of the board's time passes
  /// than they need on the wire.
  private func stall() {
    waitForWorld(milliseconds: 1)
    exchange()
    while chip.ethernet.model.waitingFrames > 0 {
      chip.time.skip(to: chip.nextEvent)
      chip.advance()
    }
  }

  // MARK: Time

  private var isPaced: Bool { chip.time.nanoseconds >= pacedFrom }

  /// Sleeps until the board's next event, a frame or a command.
  private func sleep() {
    let start = chip.time.cycles
    while !mustQuit, !processor.isWoken, chip.violation == nil, chip.resetRequest == nil {
      let event = chip.nextEvent
      guard isPaced else {
        // At most a millisecond at a time, for frames come at the time of the world.
        chip.time.skip(to: min(event, chip.time.cycles + chip.time.megahertz * 1000))
        epoch = Self.worldTime - Int64(chip.time.nanoseconds)
        chip.advance()
        exchange()
        continue
      }
      let eventTime = chip.time.nanoseconds(at: event)
      let present = boardTime
      let wait = eventTime > present ? (eventTime - present) / 1_000_000 : 0
      // What comes within a millisecond comes at once: the board may be that much ahead.
      if wait == 0 {
        chip.time.skip(to: event)
        keepUp()
      } else {
        waitForWorld(milliseconds: min(wait, 100))
        chip.time.skip(to: min(event, chip.time.cycle(at: boardTime)))
      }
      chip.advance()
      exchange()
    }
    sleptCycles += chip.time.cycles - start
  }

  /// What the board's time should be by the world's.
  private var boardTime: UInt64 { UInt64(max(0, Self.worldTime - epoch)) }

  /// A board that was late is not to hurry afterwards.
  private func keepUp() {
    guard boardTime > chip.time.nanoseconds + 50_000_000 else { return }
    epoch = Self.worldTime - Int64(chip.time.nanoseconds)
  }

  // MARK: The world

  /// Waits for a frame or a command.
  private func waitForWorld(milliseconds: UInt64) {
    var requests: [pollfd] = []
    if let link, mayReceive {
      requests.append(pollfd(fd: link.descriptor, events: Int16(POLLIN), revents: 0))
    }
    for descriptor in control?.descriptors ?? [] {
      requests.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    // The array lives through the call.
    _ = unsafe poll(&requests, nfds_t(requests.count), Int32(milliseconds))
  }

  /// The wire has room: what is not taken yet waits in the host's queue, which is longer than the
  /// chip's FIFO.
  private var mayReceive: Bool { chip.ethernet.model.waitingFrames < 2 }

  private func exchange() {
    while mayReceive, let frame = link?.receive() {
      framesReceived += 1
      framesAwaited = max(0, framesAwaited - 1)
      chip.ethernet.advance()
      chip.ethernet.model.receive(frame, damage: takeDamage())
      chip.time.interrupt()
    }
    while let line = control?.nextLine() { control?.answer(obey(line)) }
    if chip.time.nanoseconds >= options.nanoseconds { mustQuit = true }
  }

  // MARK: Commands

  /// How the next frames come in.
  private var damages: [EthernetDamage] = []

  private func takeDamage() -> EthernetDamage? {
    damages.isEmpty ? nil : damages.removeFirst()
  }

  /// - Returns: the answer.
  private func obey(_ line: String) -> String {
    let words = line.split(separator: " ").map(String.init)
    do {
      return carryOut(try Command(words))
    } catch {
      return "error: \(line): \(error.message)"
    }
  }

  private func carryOut(_ command: Command) -> String {
    chip.ethernet.advance()
    defer { chip.time.interrupt() }
    switch command {
    case .quit: mustQuit = true
    case .reset: chip.requestReset(.pin)
    case .watchdog: chip.watchdog.expire()
    case .button(let isPressed): chip.ports[2].drive(pin: 13, isHigh: isPressed)
    case .externalClock(let isThere): chip.clocks.hasExternalClock = isThere
    case .randomNumbers(let fault): chip.randomNumbers.fault = fault
    case .cable(let partner): chip.ethernet.model.phy.partner = partner
    case .damage(let damage, let count):
      damages += [EthernetDamage](repeating: damage, count: count)
    case .ethernet(let change): change(&chip.ethernet.model.faults)
    case .stall(let count): framesAwaited = count
    case .hurry(let milliseconds):
      pacedFrom = max(pacedFrom, chip.time.nanoseconds + milliseconds * 1_000_000)
    case .status: return status
    case .rings: return rings
    }
    return "ok"
  }

  private var status: String {
    """
    time \(chip.time.nanoseconds) ns, \(chip.time.cycles - sleptCycles) instructions, \
    \(framesReceived) frames in, \(framesSent) out, \(chip.ethernet.model.lostWrites) writes lost
    """
  }

  private var rings: String {
    let (receive, transmit) = (chip.ethernet.model.receiveRing, chip.ethernet.model.transmitRing)
    return "receive \(Self.text(of: receive)), transmit \(Self.text(of: transmit))"
  }

  private static func text(of ring: EthernetRing) -> String {
    let owners = ring.descriptors.map { $0.isOwnedByDMA ? "D" : "P" }.joined()
    let buffers = ring.descriptors.map { String($0.buffer, radix: 16) }.joined(separator: " ")
    return "\(owners) next \(ring.next ?? -1) buffers \(buffers)"
  }

  var instructions: UInt64 { chip.time.cycles - sleptCycles }
}
