import CortexM
import Drivers

/// The mps2-an386 as far as the checks need it.
enum TestBoard {
  static var megahertz: UInt32 { 25 }

  /// UART 0. Each call takes it over.
  static func console() -> CMSDKUART<MemoryMappedBus> {
    unsafe CMSDKUART(
      bus: MemoryMappedBus(baseAddress: 0x4000_4000), baudDivisor: megahertz * 1_000_000 / 115_200)
  }

  /// Counts at 25 MHz, whatever SysTick does: COUNTER of the FPGA's I/O block, whose PRESCALE is 0
  /// after reset (AN386; QEMU hw/misc/mps2-fpgaio.c).
  static var fpgaCounter: UInt32 { Register(at: 0x4002_8018).value }

  /// An interrupt line that no device drives.
  static var spareInterrupt: Int { 31 }

  /// The NVIC's set-pending register of lines 0…31 (ARMv7-M ARM §B3.4).
  static let pendingInterrupts = Register(at: 0xE000_E200)
}
