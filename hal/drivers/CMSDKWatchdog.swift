/// The CMSDK's watchdog (Arm DDI 0479 §4.5): it raises the NMI when it was not fed for its time, and
/// resets the board when the NMI was not answered for that time once more.
public struct CMSDKWatchdog<Bus: RegisterBus & ~Copyable>: ~Copyable {
  private var bus: Bus

  public init(bus: consuming Bus) {
    self.bus = bus
  }

  public mutating func start(ticks: UInt32) {
    bus.store(0x1ACC_E551, at: Register.lock)
    bus.store(ticks, at: Register.load)
    // RESEN, INTEN
    bus.store(0b11, at: Register.control)
  }

  /// Starts the time anew, and takes the interrupt back.
  public mutating func feed() {
    bus.store(1, at: Register.interruptClear)
  }

  public mutating func stop() {
    bus.store(0x1ACC_E551, at: Register.lock)
    bus.store(0, at: Register.control)
    feed()
  }
}

private enum Register {
  static var load: Int { 0x00 }
  static var control: Int { 0x08 }
  static var interruptClear: Int { 0x0C }
  static var lock: Int { 0xC00 }
}
