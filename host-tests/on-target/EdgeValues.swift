/// The 64-bit numbers where halves, signs and carries change.
enum EdgeValues {
  private static var values: [14 of UInt64] {
    [
      0, 1, 2, 3, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x1_0000_0001,
      0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0x8000_0000_0000_0001,
      0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
    ]
  }

  static var count: Int { values.count }

  static func value(_ index: Int) -> UInt64 { values[index] }
}
