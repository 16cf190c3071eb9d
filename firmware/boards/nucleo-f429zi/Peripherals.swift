import Drivers

/// The peripherals in the memory map (RM0090 §2.3, Table 1).
enum Peripherals {
  static var clocks: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x4002_3800) }
  static var power: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x4000_7000) }
  static var flash: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x4002_3C00) }
  static var systemConfiguration: MemoryMappedBus {
    unsafe MemoryMappedBus(baseAddress: 0x4001_3800)
  }
  static var externalInterrupts: MemoryMappedBus {
    unsafe MemoryMappedBus(baseAddress: 0x4001_3C00)
  }
  static var usart3: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x4000_4800) }
  static var timer2: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x4000_0000) }
  static var watchdog: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x4000_3000) }
  static var randomNumbers: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x5006_0800) }
  static var ethernet: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x4002_8000) }
  /// In the system memory (RM0090 §39.1).
  static var uniqueID: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0x1FFF_7A10) }
  /// RM0090 §38.16.
  static var debug: MemoryMappedBus { unsafe MemoryMappedBus(baseAddress: 0xE004_2000) }

  static func gpio(_ port: STM32Port) -> STM32GPIO<MemoryMappedBus> {
    unsafe STM32GPIO(
      bus: MemoryMappedBus(baseAddress: 0x4002_0000 &+ UInt(port.rawValue) &* 0x400))
  }

  static func clockController() -> STM32ClockController<MemoryMappedBus> {
    STM32ClockController(clocks: clocks, power: power, flash: flash)
  }
}
