/// The cycle counter of the data watchpoint unit (ARMv7-M ARM §C1.8) and DEMCR, which turns it on
/// (§C1.6.5).
final class DataWatchpoint: Peripheral {
  let name = "DWT"
  let addresses: Range<UInt32> = 0xE000_1000..<0xE000_2000

  var isTraceEnabled = false
  private var isCounting = false
  private var origin: UInt64 = 0
  private var stopped: UInt32 = 0

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  func reset() {
    isCounting = false
    stopped = 0
  }

  func load(_ offset: Int) -> UInt32 {
    switch offset {
    case 0: return 0x4000_0000 | (isCounting ? 1 : 0)
    case 4: return isCounting ? UInt32(truncatingIfNeeded: chip.time.cycles &- origin) : stopped
    default: return 0
    }
  }

  func store(_ value: UInt32, at offset: Int) {
    guard isTraceEnabled else {
      return chip.violate(
        "DWT +0x\(String(offset, radix: 16))", "written without DEMCR.TRCENA (§C1.6.5)")
    }
    switch offset {
    case 0:
      let count = load(4)
      isCounting = value & 1 != 0
      set(count)
    case 4: set(value)
    default: break
    }
  }

  private func set(_ count: UInt32) {
    stopped = count
    origin = chip.time.cycles &- UInt64(count)
  }
}
