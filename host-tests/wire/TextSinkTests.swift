import Testing
import Text
import SeededRandom

/// Keeps what is written.
private struct Collector: TextSink {
  private(set) var bytes: [UInt8] = []

  mutating func write(byte: UInt8) { bytes.append(byte) }

  /// What `body` writes.
  static func text(_ body: (inout Collector) -> Void) -> String {
    var collector = Collector()
    body(&collector)
    return String(decoding: collector.bytes, as: UTF8.self)
  }
}

@Suite struct TextSinkTests {
  @Test(
    "writes numbers in decimal",
    arguments: [
      (0, "0"), (1, "1"), (9, "9"), (10, "10"), (11, "11"), (99, "99"), (100, "100"),
      (1_000_000, "1000000"), (999_999_999, "999999999"), (1_000_000_000, "1000000000"),
      (4_294_967_290, "4294967290"), (.max, "4294967295"),
    ] as [(UInt32, String)])
  func decimal(number: UInt32, text: String) {
    #expect(Collector.text { $0.write(number) } == text)
  }

  @Test("writes any number as the standard library does")
  func random() {
    var generator = SplitMix64()
    for _ in 0..<5000 {
      // As many of each length.
      let shift = UInt32.random(in: 0...31, using: &generator)
      let number = UInt32.random(in: 0 ... .max, using: &generator) >> shift
      let decimal = Collector.text { $0.write(number) }
      let hexadecimal = Collector.text { $0.write(hexadecimal: number) }
      let padded = String(repeating: "0", count: 8 - String(number, radix: 16).count)
      if decimal != String(number) || hexadecimal != padded + String(number, radix: 16) {
        Issue.record("\(number)")
      }
    }
  }

  @Test(
    "writes the lowest digits in hexadecimal",
    arguments: [
      (1, "a"), (2, "9a"), (3, "89a"), (4, "f89a"), (5, "7f89a"), (6, "67f89a"), (7, "567f89a"),
      (8, "0567f89a"),
    ])
  func hexadecimal(digits: Int, text: String) {
    #expect(Collector.text { $0.write(hexadecimal: 0x0567_f89a, digits: digits) } == text)
  }

  @Test("writes eight hexadecimal digits unless told otherwise")
  func hexadecimalDefault() {
    #expect(Collector.text { $0.write(hexadecimal: 0) } == "00000000")
    #expect(Collector.text { $0.write(hexadecimal: 0xDEAD_BEEF) } == "deadbeef")
    #expect(Collector.text { $0.write(hexadecimal: .max) } == "ffffffff")
  }

  @Test("writes every hexadecimal digit")
  func everyDigit() {
    let text = Collector.text { sink in
      for number in 0..<16 as Range<UInt32> { sink.write(hexadecimal: number, digits: 1) }
    }
    #expect(text == "0123456789abcdef")
  }

  @Test("writes literals")
  func literals() {
    #expect(Collector.text { $0.write("martlet") } == "martlet")
    #expect(Collector.text { $0.write("m") } == "m")
    #expect(Collector.text { $0.write("") } == "")
  }

  @Test("ends a line with a line feed")
  func lines() {
    #expect(Collector.text { $0.writeLine("martlet") } == "martlet\n")
    #expect(Collector.text { $0.writeLine() } == "\n")
  }

  @Test("writes bytes as they are")
  func bytes() {
    let bytes = ExactBytes([0x00, 0x41, 0x0A, 0xFF])
    var collector = Collector()
    collector.write(bytes.span)
    #expect(collector.bytes == [0x00, 0x41, 0x0A, 0xFF])
    collector.write(Span())
    #expect(collector.bytes.count == 4)
  }
}
