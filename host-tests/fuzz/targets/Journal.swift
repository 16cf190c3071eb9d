import Text

/// What a run shows of itself, in the order in which it does: a digest of it all, and a line for
/// each entry where somebody asks for that. All entries have the same width on every machine.
package final class Journal {
  /// Called with each entry in words.
  package typealias Reader = (borrowing TextLine) -> Void

  package private(set) var digest: UInt64 = 0
  package private(set) var count: UInt32 = 0
  private let reader: Reader?

  package init(reader: Reader? = nil) {
    self.reader = reader
  }

  func note(_ what: StaticString, _ value: some FixedWidthInteger) {
    let value = UInt64(truncatingIfNeeded: value)
    enter(value)
    guard let reader else { return }
    var line = TextLine()
    line.write(what)
    line.write(" ")
    line.write(decimal: value)
    reader(line)
  }

  func note(_ what: StaticString, _ bytes: Span<UInt8>) {
    enter(UInt64(bytes.count))
    unsafe bytes.withUnsafeBytes { bytes in
      var offset = 0
      // Eight at a time: under the fuzzer each turn of a loop costs.
      while offset &+ 8 <= bytes.count {
        // In bounds by the line above.
        mix(unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian)
        offset &+= 8
      }
      while offset < bytes.count {
        mix(UInt64(unsafe bytes[offset]))
        offset &+= 1
      }
    }
    guard let reader else { return }
    var line = TextLine()
    line.write(what)
    line.write(" ")
    line.write(hexadecimal: bytes)
    reader(line)
  }

  /// - Parameter counters: a structure of numbers of 32 bits, without gaps.
  func note(_ what: StaticString, counters: some Sendable) {
    unsafe withUnsafeBytes(of: counters) {
      // The bytes are lent for the call alone.
      note(what, unsafe Span(_unsafeElements: $0.assumingMemoryBound(to: UInt8.self)))
    }
  }

  /// Notes whether `body` succeeds, or by which case of its error it does not.
  func note<Failure: Error>(
    _ what: StaticString, _ body: () throws(Failure) -> Void
  ) {
    do throws(Failure) {
      try body()
      note(what, 0)
    } catch {
      note(what, error)
    }
  }

  /// Notes which case of an error it is.
  func note(_ what: StaticString, _ error: some Error) {
    // A case without values is a number of one byte; the error of a single case has none.
    unsafe withUnsafeBytes(of: error) { note(what, unsafe $0.first.map { $0 &+ 1 } ?? 1) }
  }

  private func enter(_ value: UInt64) {
    count &+= 1
    mix(value)
  }

  /// A step of FNV-1a over eight bytes at once, then the high bits brought down.
  private func mix(_ value: UInt64) {
    digest = (digest ^ value ^ 0xCBF2_9CE4_8422_2325) &* 0x0000_0100_0000_01B3
    digest ^= digest >> 29
  }
}
