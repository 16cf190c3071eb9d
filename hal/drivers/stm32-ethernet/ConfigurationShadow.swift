/// The registers that are set up in whole from a shadow, each by one write.
///
/// Two writes to one of them within four cycles of the MII's clock, 1.6 µs at 10 Mbit/s, can leave
/// the MAC with the older value while the register reads as the newer one (ES0206, "Successive
/// write operations to the same register might not be fully taken into account"). So nothing is
/// read, modified and written back, nothing is written that is there already, and
/// `STM32Ethernet.configure` waits after each write.
struct ConfigurationShadow {
  var control = ETHControl.resetValue
  var filter: UInt32 = 0
  var hashHigh: UInt32 = 0
  var hashLow: UInt32 = 0
  var flowControl: UInt32 = 0
  var operation: UInt32 = 0
}

extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  mutating func configureControl(_ value: UInt32) {
    guard value != shadow.control else { return }
    shadow.control = value
    configure(ETHRegister.macControl, value)
  }

  mutating func configureOperation(_ value: UInt32) {
    guard value != shadow.operation else { return }
    shadow.operation = value
    configure(ETHRegister.operationMode, value)
  }

  mutating func configureFlowControl(_ value: UInt32) {
    guard value != shadow.flowControl else { return }
    shadow.flowControl = value
    configure(ETHRegister.flowControl, value)
  }

  mutating func configureFilter(_ value: UInt32) {
    guard value != shadow.filter else { return }
    shadow.filter = value
    configure(ETHRegister.frameFilter, value)
  }

  mutating func configureHash(_ value: (high: UInt32, low: UInt32)) {
    if value.high != shadow.hashHigh {
      shadow.hashHigh = value.high
      configure(ETHRegister.hashHigh, value.high)
    }
    if value.low != shadow.hashLow {
      shadow.hashLow = value.low
      configure(ETHRegister.hashLow, value.low)
    }
  }

  /// Writes a register of the configuration and waits until the next write to it is sure to count:
  /// 2 µs, and up to one more for the clock's step.
  @inline(never)
  mutating func configure(_ register: Int, _ value: UInt32) {
    bus.store(value, at: register)
    pause(3)
  }
}
