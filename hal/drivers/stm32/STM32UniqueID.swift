/// The 96 bits that no other chip has (RM0090 §39.1): from the lowest, the die's X and Y coordinate
/// (16 bits each), the wafer's number (8) and the lot's (56, in ASCII).
public struct STM32UniqueID: Equatable, Sendable {
  /// The words in the order of their addresses, the lowest bits first.
  public let words: [3 of UInt32]

  public init(_ words: [3 of UInt32]) {
    self.words = words
  }

  public static func == (left: STM32UniqueID, right: STM32UniqueID) -> Bool {
    left.words[0] == right.words[0] && left.words[1] == right.words[1]
      && left.words[2] == right.words[2]
  }

  /// A locally administered station address in transmission order (IEEE 802 §8.4), the chip having
  /// no other: the 46 bits that such an address leaves free are the remainder of the 96 bits, as a
  /// polynomial, divided by the primitive polynomial x⁴⁶ + x⁴⁵ + x²⁶ + x²⁵ + 1 (XAPP052 Table 3).
  ///
  /// Such a remainder differs for any two numbers that differ within 46 neighboring bits only, so
  /// no two dies of a lot get the same address. Across lots it is a hash.
  public var hardwareAddress: [6 of UInt8] {
    let hash = remainder
    return [
      // The 6 highest bits, then "locally administered" and "one station".
      UInt8(truncatingIfNeeded: hash >> 40) << 2 | 0b10,
      UInt8(truncatingIfNeeded: hash >> 32), UInt8(truncatingIfNeeded: hash >> 24),
      UInt8(truncatingIfNeeded: hash >> 16), UInt8(truncatingIfNeeded: hash >> 8),
      UInt8(truncatingIfNeeded: hash),
    ]
  }

  private var remainder: UInt64 {
    let divisor: UInt64 = 1 << 45 | 1 << 26 | 1 << 25 | 1
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      var word = words[index]
      for _ in 0..<32 {
        let carry = remainder & 1 << 45 != 0
        remainder = (remainder << 1 | UInt64(word >> 31)) & (1 << 46 &- 1)
        if carry { remainder ^= divisor }
        word <<= 1
      }
    }
    return remainder
  }
}
