public import Text

/// A USART as an asynchronous transmitter: eight data bits, no parity, one stop bit (RM0090 §30).
public struct STM32USART<Bus: RegisterBus & ~Copyable>: TextSink, ~Copyable {
  /// Bytes that were not sent, because the transmitter took none for too long.
  public private(set) var droppedBytes: UInt32 = 0

  private var bus: Bus

  /// A transmitter that is set up already, or will be by `start`.
  public init(bus: consuming Bus) {
    self.bus = bus
  }

  /// - Parameter baudDivisor: see `baudDivisor(clock:baud:)`.
  public mutating func start(baudDivisor: UInt32) {
    bus.store(0, at: Register.control1)
    bus.store(baudDivisor, at: Register.baudRate)
    bus.store(Control.enable | Control.transmit, at: Register.control1)
  }

  /// USART_BRR: sixteenths of a bit, rounded to the nearest (RM0090 §30.3.4), within 16…65535.
  public static func baudDivisor(clock: UInt32, baud: UInt32) -> UInt32 {
    guard baud > 0 else { return 0xFFFF }
    return min(0xFFFF, max(16, (clock &+ baud / 2) / baud))
  }

  public var isStarted: Bool {
    mutating get { bus.load(Register.control1) & Control.enable != 0 }
  }

  /// Sends a byte as soon as there is room for it: after 87 µs at 115200 baud. The transmitter goes
  /// on whether anybody listens or not, so a longer wait means that it has no clock.
  // Once in the image, not in each function that writes text.
  @inline(never)
  public mutating func write(byte: UInt8) {
    for _ in 0..<100_000 where bus.load(Register.status) & Status.transmitEmpty != 0 {
      bus.store(UInt32(byte), at: Register.data)
      return
    }
    droppedBytes &+= 1
  }

  /// Waits until the last byte is on the wire; bounded.
  public mutating func drain() {
    for _ in 0..<200_000 where bus.load(Register.status) & Status.transmitComplete != 0 { return }
  }
}

private enum Register {
  static var status: Int { 0x00 }
  static var data: Int { 0x04 }
  static var baudRate: Int { 0x08 }
  static var control1: Int { 0x0C }
}

private enum Status {
  static var transmitComplete: UInt32 { 1 << 6 }
  static var transmitEmpty: UInt32 { 1 << 7 }
}

private enum Control {
  static var transmit: UInt32 { 1 << 3 }
  static var enable: UInt32 { 1 << 13 }
}
