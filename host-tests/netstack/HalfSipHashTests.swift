import Testing

@testable import NetStack

@Suite struct HalfSipHashTests {
  /// The authors' vectors: the key is 0, 1, … 7, the message 0, 1, 2, … of the length given.
  @Test(
    "gives the authors' values",
    arguments: [
      (0, [0xA9, 0x35, 0x9F, 0x5B] as [UInt8]), (4, [0x2A, 0x6E, 0x46, 0x89]),
      (8, [0xD0, 0xB8, 0x84, 0x8F]), (12, [0x57, 0xF0, 0x87, 0x2F]),
      (16, [0xD9, 0xB5, 0xAC, 0x84]), (60, [0xD4, 0xE7, 0x6C, 0x73]),
    ])
  func vectors(length: Int, expected: [UInt8]) {
    func word(_ bytes: [UInt8]) -> UInt32 { bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
    var hash = HalfSipHash(key: (word([0, 1, 2, 3]), word([4, 5, 6, 7])))
    for start in stride(from: 0, to: UInt8(length), by: 4) {
      hash.add(word([start, start + 1, start + 2, start + 3]))
    }
    #expect(hash.finish() == word(expected))
  }
}
