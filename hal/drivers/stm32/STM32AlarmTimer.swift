/// A general-purpose timer of 32 bits, TIM2 or TIM5, as a one-shot alarm (RM0090 §18).
public struct STM32AlarmTimer<Bus: RegisterBus & ~Copyable>: ~Copyable {
  private var bus: Bus

  public init(bus: consuming Bus) {
    self.bus = bus
  }

  /// Has the timer count microseconds and stops it.
  /// - Parameter clock: of the timer, in hertz; 1…65535 MHz.
  public mutating func configure(clock: UInt32) {
    stop()
    bus.store(max(1, clock / 1_000_000) &- 1, at: Register.prescaler)
  }

  /// Interrupts once `microseconds` have passed, at least one; an earlier alarm is forgotten.
  public mutating func start(microseconds: UInt32) {
    stop()
    bus.store(max(1, microseconds) &- 1, at: Register.reload)
    // Loads the prescaler and clears the counters; no interrupt, as only overflows make one.
    bus.store(1, at: Register.event)
    bus.store(0, at: Register.status)
    bus.store(1, at: Register.interruptEnable)
    bus.store(Control.overflowOnly | Control.onePulse | Control.enable, at: Register.control)
  }

  /// Stops counting and takes the interrupt back.
  public mutating func stop() {
    bus.store(Control.overflowOnly, at: Register.control)
    bus.store(0, at: Register.status)
  }
}

private enum Register {
  static var control: Int { 0x00 }
  static var interruptEnable: Int { 0x0C }
  static var status: Int { 0x10 }
  static var event: Int { 0x14 }
  static var prescaler: Int { 0x28 }
  static var reload: Int { 0x2C }
}

private enum Control {
  static var enable: UInt32 { 1 << 0 }
  static var overflowOnly: UInt32 { 1 << 2 }
  static var onePulse: UInt32 { 1 << 3 }
}
