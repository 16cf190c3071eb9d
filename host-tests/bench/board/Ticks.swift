import CortexM

/// COUNTER of the FPGA's I/O block, at 25 MHz after reset (AN386; QEMU hw/misc/mps2-fpgaio.c).
enum Ticks {
  private static let counter = Register(at: 0x4002_8018)

  static func count(_ body: () -> Void) -> UInt32 {
    let start = counter.value
    body()
    return counter.value &- start
  }
}
