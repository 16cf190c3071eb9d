import Text

/// A line of text under construction, without `String`, which the board does without.
package struct TextLine: TextSink {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func write(byte: UInt8) { bytes.append(byte) }

  mutating func write(decimal number: Int) {
    if number < 0 { write(byte: 0x2D) }
    write(decimal: UInt64(number.magnitude))
  }

  package mutating func write(decimal number: UInt64) {
    if number > 9 { write(decimal: number / 10) }
    write(byte: 0x30 + UInt8(number % 10))
  }

  package mutating func write(hexadecimal number: UInt64) {
    write(hexadecimal: UInt32(truncatingIfNeeded: number >> 32))
    write(hexadecimal: UInt32(truncatingIfNeeded: number))
  }

  mutating func write(hexadecimal bytes: Span<UInt8>) {
    for index in bytes.indices { write(hexadecimal: UInt32(bytes[index]), digits: 2) }
  }
}
