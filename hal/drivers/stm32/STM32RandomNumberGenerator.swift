/// Why the generator gave no number.
public enum STM32RandomError: Error, Equatable, Sendable {
  /// The generator's clock is too slow or missing (RM0090 §24.3.2).
  case clock
  /// The noise source is stuck: more than 64 equal bits, or 32 changes in a row (RM0090 §24.3.2).
  case seed
  /// No number came in time.
  case timeout
  /// The same number came twice: the continuous test of FIPS 140-2 §4.9.2, which the manual asks
  /// for (RM0090 §24.3.1).
  case repetition
}

/// The true random number generator (RM0090 §24).
public struct STM32RandomNumberGenerator<Bus: RegisterBus & ~Copyable>: ~Copyable {
  private var bus: Bus
  private var previous: UInt32?

  /// Turns the generator on.
  public init(bus: consuming Bus) {
    self.bus = bus
    previous = nil
    self.bus.store(Control.enable, at: Register.control)
  }

  /// A number of 32 bits. The first that the generator makes is only for comparison, as FIPS 140-2
  /// has it. An error restarts the noise source, so the next call may do better.
  public mutating func next() throws(STM32RandomError) -> UInt32 {
    let last: UInt32
    if let previous { last = previous } else { last = try read() }
    let number = try read()
    previous = number
    guard number != last else { throw .repetition }
    return number
  }

  /// A number takes 40 cycles of 48 MHz, or 150 of the fastest processor's: ten polls or so.
  private mutating func read() throws(STM32RandomError) -> UInt32 {
    for _ in 0..<10_000 {
      let status = bus.load(Register.status)
      if status & (Status.seedError | Status.seedErrorInterrupt) != 0 {
        restart(clearing: Status.seedErrorInterrupt)
        throw .seed
      }
      if status & (Status.clockError | Status.clockErrorInterrupt) != 0 {
        restart(clearing: Status.clockErrorInterrupt)
        throw .clock
      }
      if status & Status.ready != 0 { return bus.load(Register.data) }
    }
    throw .timeout
  }

  /// RM0090 §24.3.2: clear the flag, then turn the generator off and on.
  private mutating func restart(clearing flag: UInt32) {
    // Written as 0, the flags are cleared; the other is kept by its 1.
    let flags = Status.seedErrorInterrupt | Status.clockErrorInterrupt
    bus.store(flags & ~flag, at: Register.status)
    bus.store(0, at: Register.control)
    bus.store(Control.enable, at: Register.control)
    previous = nil
  }
}

private enum Register {
  static var control: Int { 0x00 }
  static var status: Int { 0x04 }
  static var data: Int { 0x08 }
}

private enum Control {
  static var enable: UInt32 { 1 << 2 }
}

private enum Status {
  static var ready: UInt32 { 1 << 0 }
  static var clockError: UInt32 { 1 << 1 }
  static var seedError: UInt32 { 1 << 2 }
  static var clockErrorInterrupt: UInt32 { 1 << 5 }
  static var seedErrorInterrupt: UInt32 { 1 << 6 }
}
