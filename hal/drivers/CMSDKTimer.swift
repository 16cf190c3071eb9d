/// The timer of Arm's Cortex-M System Design Kit (CMSDK TRM, "APB timer") as a one-shot alarm.
///
/// The hardware starts over at zero: an alarm that nobody acknowledges interrupts again after the
/// same time.
public struct CMSDKTimer<Bus: RegisterBus & ~Copyable>: ~Copyable {
  private var bus: Bus

  /// Takes the timer over and stops it.
  public init(bus: consuming Bus) {
    self.bus = bus
    acknowledge()
  }

  /// Interrupts once `ticks` cycles of the peripheral clock have passed, at least one; an earlier
  /// alarm is forgotten.
  public mutating func start(ticks: UInt32) {
    acknowledge()
    let ticks = max(1, ticks)
    bus.store(ticks, at: Register.reload)
    bus.store(ticks, at: Register.value)
    bus.store(Control.enable | Control.interruptEnable, at: Register.control)
  }

  /// Stops counting. An interrupt that was raised already stays so.
  public mutating func stop() {
    bus.store(0, at: Register.control)
  }

  /// Stops counting and takes the interrupt back.
  public mutating func acknowledge() {
    stop()
    bus.store(1, at: Register.interruptStatus)
  }
}

private enum Register {
  static var control: Int { 0x00 }
  static var value: Int { 0x04 }
  static var reload: Int { 0x08 }
  static var interruptStatus: Int { 0x0C }
}

private enum Control {
  static var enable: UInt32 { 1 << 0 }
  static var interruptEnable: UInt32 { 1 << 3 }
}
