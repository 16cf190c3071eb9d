/// Where characters go: a console, a buffer, a test's array.
///
/// Formats without `String`, whose interpolation alone would cost 21 KB of flash. All text is
/// ASCII.
public protocol TextSink: ~Copyable {
  mutating func write(byte: UInt8)
}

extension TextSink where Self: ~Copyable {
  // Inlined, a loop over a literal is unrolled to a call for each character.
  @inline(never)
  public mutating func write(_ text: StaticString) {
    for offset in 0..<text.utf8CodeUnitCount {
      // A static string's bytes are constants of the image, in bounds up to its count.
      write(byte: unsafe text.utf8Start[offset])
    }
  }

  public mutating func write(_ bytes: Span<UInt8>) {
    for index in bytes.indices { write(byte: bytes[index]) }
  }

  public mutating func writeLine(_ text: StaticString = "") {
    write(text)
    write(byte: 0x0A)
  }

  /// Writes a line for machines and people: a name, a space and a number.
  public mutating func writeLine(_ name: StaticString, _ number: UInt32) {
    write(name)
    write(byte: 0x20)
    write(number)
    writeLine()
  }

  /// Writes a number in decimal, without leading zeros.
  public mutating func write(_ number: UInt32) {
    var divisor: UInt32 = 1
    while number / divisor > 9 { divisor &*= 10 }
    while divisor > 0 {
      write(digit: UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }

  /// Writes a number in hexadecimal, its lowest `digits` digits (1…8) with leading zeros.
  public mutating func write(hexadecimal number: UInt32, digits: Int = 8) {
    var shift = UInt32(truncatingIfNeeded: digits &* 4)
    while shift > 0 {
      shift &-= 4
      write(digit: UInt8(truncatingIfNeeded: number >> shift) & 0x0F)
    }
  }

  /// Writes a digit of any base up to 16.
  private mutating func write(digit: UInt8) {
    write(byte: digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
  }
}
