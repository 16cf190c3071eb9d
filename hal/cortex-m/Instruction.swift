/// What the image's code says of itself.
enum Instruction {
  /// UDF #254, which the compiler makes of each check that fails.
  static var trap: UInt32 { 0xDEFE }
  /// UDF #72 of `trapForHeap`.
  static var heapTrap: UInt32 { 0xDE48 }

  /// The halfword at an address; 0, which is no code, where the image has none. The vectors are none.
  static func halfword(at address: UInt32) -> UInt32 {
    let code = MemoryImage.code
    guard UInt(address) >= code.lowerBound &+ 256, UInt(address) < code.upperBound else { return 0 }
    return MemoryImage.load(UInt(address) & ~3) >> ((address & 2) &<< 3) & 0xFFFF
  }

  /// The address of the call that returns to `word`; 0 when there is none: BLX with a register
  /// (ARMv7-M ARM §A7.7.19) or BL (§A7.7.18).
  static func call(before word: UInt32) -> UInt32 {
    guard word & 1 == 1 else { return 0 }
    let last = halfword(at: word &- 3)
    if last & 0xFF87 == 0x4780 { return word &- 3 }
    return halfword(at: word &- 5) & 0xF800 == 0xF000 && last & 0xD000 == 0xD000 ? word &- 5 : 0
  }
}
