import Foundation
import Heap
import Testing

@Suite("A heap and its reference model")
struct HeapPropertyTests {
  /// Seven seeds that stay, and one that is new in each run.
  static let seeds: [UInt64] = [1, 2, 3, 5, 8, 13, 21, .random(in: 100...UInt64(UInt32.max))]

  static let operationsPerSeed = 140_000

  @Test("agree on every block and every figure", arguments: seeds)
  func agree(seed: UInt64) throws {
    var run = HeapComparison(seed: seed)
    print(
      "heap property test: seed \(seed), region \(run.region), "
        + "\(Self.operationsPerSeed) operations")
    for operation in 0..<Self.operationsPerSeed {
      if let disagreement = try run.step(operation) {
        Issue.record("seed \(seed), operation \(operation): \(disagreement)")
        return
      }
    }
    #expect(try run.releaseAll() == nil, "seed \(seed)")
    print(
      "heap property test: seed \(seed) done: \(run.served) served, \(run.refused) refused, "
        + "\(run.misuses) misuses, at most \(run.mostFreeBlocks) free blocks")
    // The mix must have reached exhaustion, fragmentation and misuse, or it shows little.
    #expect(run.served > Self.operationsPerSeed / 5)
    #expect(run.refused > Self.operationsPerSeed / 100)
    #expect(run.misuses > Self.operationsPerSeed / 200)
    #expect(run.mostFreeBlocks >= 8)
  }
}
