import Drivers
import SeededRandom
import Testing

@Suite("The hardware address from the unique ID")
struct UniqueIDTests {
  /// The address as a number, with its two fixed bits taken out: a linear function of the ID.
  private func hash(_ words: [3 of UInt32]) -> UInt64 {
    let octets = STM32UniqueID(words).hardwareAddress
    let number = octets.indices.reduce(UInt64(0)) { $0 << 8 | UInt64(octets[$1]) }
    return (number >> 42) << 40 | number & 0xFF_FFFF_FFFF
  }

  private func bit(_ index: Int) -> [3 of UInt32] {
    var words: [3 of UInt32] = [0, 0, 0]
    words[index / 32] = 1 << UInt32(index % 32)
    return words
  }

  /// How many of the numbers are linearly independent over GF(2).
  private func rank(_ numbers: [UInt64]) -> Int {
    var basis = [UInt64](repeating: 0, count: 64)
    var rank = 0
    for number in numbers {
      var rest = number
      while rest != 0 {
        let top = 63 - rest.leadingZeroBitCount
        if basis[top] == 0 {
          basis[top] = rest
          rank += 1
          break
        }
        rest ^= basis[top]
      }
    }
    return rank
  }

  @Test("is one of a station and locally administered")
  func kind() {
    var generator = SplitMix64(seed: .random(in: .min ... .max))
    print("seed of the unique ID: \(generator.seed)")
    for _ in 0..<1000 {
      let words: [3 of UInt32] = [
        .random(in: 0 ... .max, using: &generator), .random(in: 0 ... .max, using: &generator),
        .random(in: 0 ... .max, using: &generator),
      ]
      #expect(STM32UniqueID(words).hardwareAddress[0] & 0b11 == 0b10)
    }
  }

  @Test("is a linear function of the ID, which the next tests build on")
  func linearity() {
    var generator = SplitMix64(seed: .random(in: .min ... .max))
    print("seed of the unique IDs: \(generator.seed)")
    for _ in 0..<1000 {
      var (left, right, sum): ([3 of UInt32], [3 of UInt32], [3 of UInt32]) =
        ([0, 0, 0], [0, 0, 0], [0, 0, 0])
      for index in 0..<3 {
        left[index] = .random(in: 0 ... .max, using: &generator)
        right[index] = .random(in: 0 ... .max, using: &generator)
        sum[index] = left[index] ^ right[index]
      }
      #expect(hash(sum) == hash(left) ^ hash(right))
    }
  }

  @Test("depends on each of the 96 bits")
  func everyBit() {
    for index in 0..<96 { #expect(hash(bit(index)) != 0, "bit \(index)") }
  }

  @Test("differs for any two IDs that differ in 46 neighboring bits only", arguments: 0...50)
  func neighbors(first: Int) {
    // Independent images: no combination of these bits, and so no difference in them, is lost.
    #expect(rank((first..<first + 46).map { hash(bit($0)) }) == 46)
  }

  @Test("differs for all dies of a wafer and all wafers of a lot")
  func dies() {
    // X and Y in bits 0 to 31, the wafer in 32 to 39 (RM0090 §39.1).
    #expect(rank((0..<40).map { hash(bit($0)) }) == 40)
  }

  @Test("uses all 46 bits that are free")
  func wholeRange() {
    #expect(rank((0..<96).map { hash(bit($0)) }) == 46)
  }
}
