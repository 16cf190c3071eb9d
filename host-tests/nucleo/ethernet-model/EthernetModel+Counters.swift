/// The MAC management counters (RM0090 §33.4.10) and DMAMFBOCR.
extension EthernetModel {
  func count(_ offset: Int) {
    // MCF: frozen.
    guard shown[Offset.mmccr]?.has(3) != true else { return }
    setCounter(at: offset, to: (shown[offset] ?? 0) &+ 1)
  }

  /// Gives a counter a value, to be near to its half or its end.
  public func setCounter(at offset: Int, to value: UInt32) {
    shown[offset] = value
    guard value == 1 << 31, let (register, bit) = Self.interruptBits[offset] else { return }
    shown[register, default: 0] |= bit
    updateInterrupt()
  }

  func readCounter(_ offset: Int) {
    // ROR.
    if shown[Offset.mmccr]?.has(2) == true { shown[offset] = 0 }
    guard let (register, bit) = Self.interruptBits[offset] else { return }
    shown[register, default: 0] &= ~bit
    updateInterrupt()
  }

  func storeCounterControl(_ value: UInt32) {
    shown[Offset.mmccr] = value & 0x3E
    guard value.has(0) else { return }
    for offset in Self.interruptBits.keys { shown[offset] = 0 }
  }

  var isCounterInterruptPending: Bool {
    let received = (shown[Offset.mmcrir] ?? 0) & ~(shown[Offset.mmcrimr] ?? 0)
    let transmitted = (shown[Offset.mmctir] ?? 0) & ~(shown[Offset.mmctimr] ?? 0)
    return received | transmitted != 0
  }

  /// A frame that was dropped by the FIFO, or for want of a descriptor.
  func countMissed(byFIFO: Bool) {
    var value = shown[Offset.dmamfbocr] ?? 0
    if byFIFO {
      let count = value >> 17 & 0x7FF
      value = value & ~(0x7FF << 17) | ((count + 1) & 0x7FF) << 17
      if count == 0x7FF { value |= 1 << 28 }
    } else {
      let count = value & 0xFFFF
      value = value & ~0xFFFF | (count + 1) & 0xFFFF
      if count == 0xFFFF { value |= 1 << 16 }
    }
    shown[Offset.dmamfbocr] = value
  }

  private static let interruptBits: [Int: (Int, UInt32)] = [
    Offset.mmctgfsccr: (Offset.mmctir, 1 << 14),
    Offset.mmctgfmsccr: (Offset.mmctir, 1 << 15),
    Offset.mmctgfcr: (Offset.mmctir, 1 << 21),
    Offset.mmcrfcecr: (Offset.mmcrir, 1 << 5),
    Offset.mmcrfaecr: (Offset.mmcrir, 1 << 6),
    Offset.mmcrgufcr: (Offset.mmcrir, 1 << 17),
  ]
}
