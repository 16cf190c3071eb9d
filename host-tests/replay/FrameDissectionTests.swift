import Testing

@testable import replay
import SeededRandom

@Suite struct FrameDissectionTests {
  /// How often each bit of the frame belongs to a field.
  private func coverage(_ dissection: FrameDissection) -> Set<Int> {
    var counts = [Int](repeating: 0, count: 8 * dissection.frame.count)
    for part in dissection.parts {
      for index in part.range {
        let mask = index == part.range.lowerBound ? part.mask : 0xFF
        for bit in 0..<8 where mask & 0x80 >> UInt8(bit) != 0 { counts[8 * index + bit] += 1 }
      }
    }
    return Set(counts)
  }

  @Test("covers each bit of each recorded frame once", arguments: TestCapture.names)
  func recorded(name: String) throws {
    for frame in try TestCapture(name).frames {
      #expect(coverage(FrameDissection(frame.bytes)) == [1])
    }
  }

  @Test("covers each bit of damaged frames once, and names no field twice")
  func damaged() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix64(seed: seed)
    let frames = try TestCapture.names.flatMap { try TestCapture($0).frames.map(\.bytes) }
    for _ in 0..<5_000 {
      guard var frame = frames.randomElement(using: &random) else { continue }
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = Int.random(in: 12..<min(frame.count, 46), using: &random)
        if index < frame.count { frame[index] = UInt8.random(in: 0...255, using: &random) }
      }
      frame = Array(frame.prefix(Int.random(in: 1...frame.count, using: &random)))
      let dissection = FrameDissection(frame)
      let fields = dissection.parts.map(\.field)
      try #require(coverage(dissection) == [1], "seed \(seed), frame \(frame)")
      try #require(Set(fields).count == fields.count, "seed \(seed), frame \(frame)")
    }
  }

  @Test("sees no packet in a frame that ends early")
  func incomplete() {
    #expect(FrameDissection([]).parts.isEmpty)
    #expect(FrameDissection([1, 2, 3]).parts.map(\.field) == [.ethernetPayload])
    #expect(FrameDissection([1, 2, 3]).summary == "incomplete Ethernet header, 3 bytes")
  }
}
