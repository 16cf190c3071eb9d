import SeededRandom

extension [UInt8] {
  /// The frame with a few bytes changed, cut off, or added behind the Ethernet header.
  func mutated(using generator: inout SplitMix64) -> [UInt8] {
    var frame = self
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let index = Int.random(in: 12..<frame.count, using: &generator)
      frame[index] = UInt8.random(in: 0...255, using: &generator)
    }
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return Array(frame.prefix(Int.random(in: 1...frame.count, using: &generator)))
    case 1:
      return frame + Array(repeating: 0xA5, count: Int.random(in: 0...1400, using: &generator))
    default: return frame
    }
  }
}
