import SeededRandom

/// RNG (RM0090 §24.4).
final class RandomNumbers: Peripheral {
  enum Fault {
    case none
    /// The noise source gives the same bit for too long.
    case seed
    /// The clock is too slow, or there is none.
    case clock
    /// No number ever comes.
    case silence
  }

  let name = "RNG"
  let addresses: Range<UInt32> = 0x5006_0800..<0x5006_0C00
  let gate: ClockGate? = ClockGate(register: 0x34, bit: 6)

  var fault = Fault.none {
    didSet {
      if fault == .seed { flags |= 1 << 6 }
      if fault == .clock { flags |= 1 << 5 }
    }
  }
  var source = SplitMix64(seed: .random(in: .min ... .max))

  private var control: UInt32 = 0
  /// SEIS and CEIS.
  private var flags: UInt32 = 0
  private var readyAt: UInt64 = 0

  private unowned let chip: Chip

  init(chip: Chip) {
    self.chip = chip
  }

  func reset() {
    control = 0
    flags = 0
  }

  /// Less than a sixteenth of HCLK is too slow (§24.3.2).
  private var isClockTooSlow: Bool {
    guard fault != .clock, let frequency = chip.clocks.peripheralPLLFrequency else { return true }
    return frequency < chip.clocks.megahertz * 1_000_000 / 16
  }

  private var isReady: Bool {
    control & 1 << 2 != 0 && chip.time.nanoseconds >= readyAt && fault == .none && !isClockTooSlow
  }

  func load(_ offset: Int) -> UInt32 {
    switch offset {
    case 0x00: return control
    case 0x04:
      var value = flags | (isReady ? 1 : 0)
      if fault == .seed { value |= 1 << 2 }
      if isClockTooSlow { value |= 1 << 1 }
      return value
    case 0x08:
      guard isReady else {
        chip.violate("RNG_DR", "read while DRDY is 0 (RM0090 §24.3.1)")
        return 0
      }
      start()
      return UInt32(truncatingIfNeeded: source.next())
    default: return unknown(offset)
    }
  }

  func store(_ value: UInt32, at offset: Int) {
    switch offset {
    case 0x00:
      guard value & ~0b1100 == 0 else {
        return chip.violate("RNG_CR", "a reserved bit is set (RM0090 §24.4.1)")
      }
      if value & ~control & 1 << 2 != 0 { start() }
      control = value
    // Written as 0, SEIS and CEIS clear (§24.4.2).
    case 0x04: flags &= value
    default: _ = unknown(offset)
    }
  }

  /// 40 cycles of PLL48CLK for each number (§24.3).
  private func start() {
    readyAt =
      chip.time.nanoseconds + 40 * 1_000_000_000 / (chip.clocks.peripheralPLLFrequency ?? 1_000_000)
  }

  private func unknown(_ offset: Int) -> UInt32 {
    chip.violate("RNG +0x\(String(offset, radix: 16))", "there is no such register (RM0090 §24.4)")
    return 0
  }
}
