/// Plain registers: each has a value after reset, and bits that may be written.
struct RegisterFile {
  struct Register {
    var name: String
    var resetValue: UInt32 = 0
    /// Bits that software may change; all others are reserved or read only.
    var writable: UInt32 = .max
    /// Reserved bits, which keep the value they have after reset.
    var reserved: UInt32 = 0
  }

  private let layout: [Int: Register]
  private var values: [Int: UInt32] = [:]

  init(_ layout: [Int: Register]) {
    self.layout = layout
    reset()
  }

  mutating func reset() {
    values = layout.mapValues(\.resetValue)
  }

  func contains(_ offset: Int) -> Bool { layout[offset] != nil }

  func name(_ offset: Int) -> String { layout[offset]?.name ?? "+0x\(String(offset, radix: 16))" }

  subscript(offset: Int) -> UInt32 {
    get { values[offset] ?? 0 }
    set { values[offset] = newValue }
  }

  /// Writes the bits that may be written.
  /// - Returns: false when a reserved bit was changed.
  mutating func write(_ value: UInt32, at offset: Int) -> Bool {
    guard let register = layout[offset] else { return false }
    let old = self[offset]
    self[offset] = old & ~register.writable | value & register.writable
    return (value ^ register.resetValue) & register.reserved == 0
  }
}
