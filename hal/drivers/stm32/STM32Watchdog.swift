/// The independent watchdog (RM0090 §21): once started, only a reset ends it. It counts on its own
/// oscillator of 32 kHz, which may be anywhere from 17 to 47 kHz (DS9405 Table 42).
public struct STM32Watchdog<Bus: RegisterBus & ~Copyable>: ~Copyable {
  private var bus: Bus

  public init(bus: consuming Bus) {
    self.bus = bus
  }

  /// Resets the chip after about `milliseconds` (1…4096) without `feed()`; 0.7 to 1.9 times that.
  public mutating func start(milliseconds: UInt32) {
    bus.store(0xCCCC, at: Register.key)
    bus.store(0x5555, at: Register.key)
    // A 32nd of 32 kHz: one step is a millisecond.
    bus.store(3, at: Register.prescaler)
    bus.store(min(0xFFF, max(1, milliseconds) &- 1), at: Register.reload)
    // The registers are taken over by the slow clock within five of its cycles (RM0090 §21.4.4);
    // without that the feed below would load the old value, which lasts longer than any other.
    for _ in 0..<200_000 where bus.load(Register.status) & 0b11 == 0 { break }
    feed()
  }

  public mutating func feed() {
    bus.store(0xAAAA, at: Register.key)
  }
}

private enum Register {
  static var key: Int { 0x00 }
  static var prescaler: Int { 0x04 }
  static var reload: Int { 0x08 }
  static var status: Int { 0x0C }
}
