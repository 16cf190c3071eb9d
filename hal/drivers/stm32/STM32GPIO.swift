/// One port of general-purpose pins (RM0090 §8.4). Its clock must be on.
public struct STM32GPIO<Bus: RegisterBus & ~Copyable>: ~Copyable {
  private var bus: Bus

  public init(bus: consuming Bus) {
    self.bus = bus
  }

  /// Sets the pin up as push-pull without a pull resistor. An alternate function is chosen before
  /// the pin is given to it, so that no other peripheral drives the pin in between.
  public mutating func configure(_ pin: STM32Pin) {
    let number = UInt32(pin.number & 15)
    setField(Register.outputType, 0, at: number, bits: 1)
    setField(Register.speed, pin.speed.rawValue, at: number, bits: 2)
    setField(Register.pull, 0, at: number, bits: 2)
    switch pin.function {
    case .input:
      setField(Register.mode, 0b00, at: number, bits: 2)
    case .output:
      setField(Register.mode, 0b01, at: number, bits: 2)
    case .alternate(let function):
      setField(
        number < 8 ? Register.alternateLow : Register.alternateHigh, UInt32(function & 15),
        at: number & 7, bits: 4)
      setField(Register.mode, 0b10, at: number, bits: 2)
    }
  }

  /// Drives an output, in one write.
  public mutating func set(_ pin: STM32Pin, _ isHigh: Bool) {
    bus.store(isHigh ? pin.mask : pin.mask << 16, at: Register.setReset)
  }

  public mutating func isHigh(_ pin: STM32Pin) -> Bool {
    bus.load(Register.input) & pin.mask != 0
  }

  private mutating func setField(_ offset: Int, _ value: UInt32, at index: UInt32, bits: UInt32) {
    let shift = index &* bits
    let mask: UInt32 = ((1 << bits) &- 1) << shift
    bus.store(bus.load(offset) & ~mask | value << shift, at: offset)
  }
}

private enum Register {
  static var mode: Int { 0x00 }
  static var outputType: Int { 0x04 }
  static var speed: Int { 0x08 }
  static var pull: Int { 0x0C }
  static var input: Int { 0x10 }
  static var setReset: Int { 0x18 }
  static var alternateLow: Int { 0x20 }
  static var alternateHigh: Int { 0x24 }
}
