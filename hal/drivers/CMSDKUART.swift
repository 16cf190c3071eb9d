public import Text

/// The UART of Arm's Cortex-M System Design Kit (CMSDK TRM, "APB UART"): eight data bits, no
/// parity, one stop bit, and room for one byte each way.
public struct CMSDKUART<Bus: RegisterBus & ~Copyable>: TextSink, ~Copyable {
  /// Bytes that were not sent, because the other side took none for too long.
  public private(set) var droppedBytes: UInt32 = 0

  private var bus: Bus
  private var isStuck = false

  /// - Parameter baudDivisor: the peripheral clock over the baud rate; raised to 16, the least
  ///   that the UART accepts.
  public init(bus: consuming Bus, baudDivisor: UInt32) {
    self.bus = bus
    self.bus.store(max(16, baudDivisor), at: Register.baudDivisor)
    self.bus.store(Control.transmit | Control.receive, at: Register.control)
  }

  /// Sends a byte as soon as there is room for it.
  ///
  /// Waits at most once for a host that reads nothing; until it does, further bytes are dropped
  /// at once.
  // Once in the image, not in each function that writes text.
  @inline(never)
  public mutating func write(byte: UInt8) {
    guard waitForRoom() else {
      isStuck = true
      droppedBytes &+= 1
      return
    }
    isStuck = false
    bus.store(UInt32(byte), at: Register.data)
  }

  /// The byte that was received, if there is one. Also takes back its interrupt.
  public mutating func read() -> UInt8? {
    guard bus.load(Register.state) & State.receiveFull != 0 else { return nil }
    // First the interrupt: reading the data lets the next byte raise it again.
    bus.store(Interrupt.receive, at: Register.interruptStatus)
    return UInt8(truncatingIfNeeded: bus.load(Register.data))
  }

  /// Interrupts for each received byte, until `read` takes it.
  public mutating func enableReceiveInterrupt() {
    bus.store(
      Control.transmit | Control.receive | Control.receiveInterrupt, at: Register.control)
  }

  /// 250 000 polls are 10 ms or more at 25 MHz: a byte takes 0.1 ms at 115 200 baud, and a host
  /// that emulates the board needs some milliseconds to read its pipe.
  private mutating func waitForRoom() -> Bool {
    for _ in 0..<(isStuck ? 1 : 250_000)
    where bus.load(Register.state) & State.transmitFull == 0 {
      return true
    }
    return false
  }
}

private enum Register {
  static var data: Int { 0x00 }
  static var state: Int { 0x04 }
  static var control: Int { 0x08 }
  static var interruptStatus: Int { 0x0C }
  static var baudDivisor: Int { 0x10 }
}

private enum State {
  static var transmitFull: UInt32 { 1 << 0 }
  static var receiveFull: UInt32 { 1 << 1 }
}

private enum Control {
  static var transmit: UInt32 { 1 << 0 }
  static var receive: UInt32 { 1 << 1 }
  static var receiveInterrupt: UInt32 { 1 << 3 }
}

private enum Interrupt {
  static var receive: UInt32 { 1 << 1 }
}
