import Foundation
import Heap
import SeededRandom

/// Random operations on a heap and on its reference model, side by side.
@safe
struct HeapComparison {
  let region: Range<Int>
  private(set) var served = 0
  private(set) var refused = 0
  private(set) var misuses = 0
  private(set) var mostFreeBlocks = 0

  private var random: SplitMix64
  private let fixture: HeapFixture
  private var model: ReferenceHeap
  private var live: [(payload: Int, byteCount: Int)] = []
  private var lastFreed = 0
  /// What the payloads hold, and 1 for each byte that belongs to a payload.
  private let content: Bytes
  private let owned: Bytes
  private let zeros: Bytes

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let lower = random.below(100)
    region = lower..<lower + 1500 + random.below(7000)
    fixture = HeapFixture(region: region)!
    model = ReferenceHeap(region: region)
    content = Bytes(count: region.upperBound)
    owned = Bytes(count: region.upperBound)
    zeros = Bytes(count: region.upperBound)
  }

  /// Does one operation on both.
  /// - Returns: what they disagree on.
  mutating func step(_ operation: Int) throws(HeapFault) -> String? {
    // Tides: the heap fills up, then drains.
    let isRising = operation % 1024 < 512
    let disagreement: String?
    if random.below(64) == 0 {
      disagreement = misuse()
    } else if random.below(100) < (isRising ? 70 : 35) || live.isEmpty {
      disagreement = allocate()
    } else {
      disagreement = try deallocate(at: random.below(live.count))
    }
    mostFreeBlocks = max(mostFreeBlocks, model.free.count)
    if operation % 256 == 0 { try fixture.heap.checkInvariants() }
    return disagreement ?? compareStatistics()
  }

  /// Frees what is left, in random order.
  mutating func releaseAll() throws(HeapFault) -> String? {
    while !live.isEmpty {
      if let disagreement = try deallocate(at: random.below(live.count)) { return disagreement }
    }
    try fixture.heap.checkInvariants()
    let whole = model.capacity - HeapFixture.header
    guard fixture.heap.statistics.largestFreeBlock == whole else { return "memory is in pieces" }
    guard fixture.allocate(whole) != nil else { return "the whole can't be allocated" }
    return nil
  }

  private mutating func allocate() -> String? {
    let byteCount = randomByteCount()
    let alignment = randomAlignment()
    let isZeroed = random.below(8) == 0
    let payload =
      isZeroed
      ? fixture.allocateZeroed(byteCount, alignment: alignment)
      : fixture.allocate(byteCount, alignment: alignment)
    let expected = model.allocate(byteCount, alignment: alignment)
    guard payload == expected else {
      return "\(byteCount) bytes aligned to \(alignment) at \(payload as Any), not at "
        + "\(expected as Any)"
    }
    guard let payload else {
      refused += 1
      return nil
    }
    served += 1
    guard payload % alignment == 0 else { return "\(payload) not aligned to \(alignment)" }
    guard payload >= region.lowerBound, payload + byteCount <= region.upperBound
    else { return "\(payload) of \(byteCount) bytes leaves the region" }
    guard owned.equals(zeros, at: payload, count: byteCount)
    else { return "\(payload) of \(byteCount) bytes overlaps a block" }
    if isZeroed, !zeros.equals(fixture, at: payload, count: byteCount) {
      return "\(payload) of \(byteCount) bytes is not zeroed"
    }
    let pattern = UInt8(truncatingIfNeeded: random.next())
    owned.fill(payload..<payload + byteCount, with: 1)
    content.fill(payload..<payload + byteCount, with: pattern)
    fixture.fill(payload..<payload + byteCount, with: pattern)
    live.append((payload, byteCount))
    return nil
  }

  private mutating func deallocate(at index: Int) throws(HeapFault) -> String? {
    let (payload, byteCount) = live[index]
    live[index] = live[live.count - 1]
    live.removeLast()
    guard content.equals(fixture, at: payload, count: byteCount)
    else { return "\(payload) of \(byteCount) bytes was overwritten" }
    try fixture.deallocate(payload)
    model.deallocate(payload)
    owned.fill(payload..<payload + byteCount, with: 0)
    lastFreed = payload
    return nil
  }

  /// Frees what is not a block: one freed before, or any place in or around the region.
  private mutating func misuse() -> String? {
    let offset =
      random.below(2) == 0 ? lastFreed : random.below(region.upperBound + 200) - 100
    guard !model.isPayload(offset) else { return nil }
    misuses += 1
    do throws(HeapFault) {
      try fixture.deallocate(offset)
      return "\(offset) was freed, though no block"
    } catch {
      guard error.kind != .corruptedBlock, error.address == fixture.address(of: offset)
      else { return "\(offset) was reported as \(error)" }
      return nil
    }
  }

  private func compareStatistics() -> String? {
    let statistics = fixture.heap.statistics
    guard
      statistics.capacity == model.capacity, statistics.used == model.used,
      statistics.free == model.capacity - model.used,
      statistics.largestFreeBlock == model.largestFreeBlock,
      statistics.highWaterMark == model.highWaterMark,
      statistics.allocations == model.allocations, statistics.failures == model.failures
    else { return "\(statistics), not \(model)" }
    return nil
  }

  private mutating func randomByteCount() -> Int {
    switch random.below(16) {
    case 0..<9: random.below(65)
    case 9..<13: random.below(400)
    case 13, 14: random.below(region.count)
    default: [Int.max, Int.max - 15, Int.max - 32, -1, Int.min, region.count][random.below(6)]
    }
  }

  private mutating func randomAlignment() -> Int {
    switch random.below(32) {
    case 0..<16: HeapFixture.header
    case 16..<31: 1 << random.below(13)
    default: [0, -8, 3, 48, Int.max, Int.min][random.below(6)]
    }
  }
}
