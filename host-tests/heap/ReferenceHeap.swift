/// The heap as its documentation describes it, over a list of free ranges and nothing in memory:
/// says where each block has to lie and what the statistics have to be.
struct ReferenceHeap {
  private static let header = HeapFixture.header

  /// In address order, none touching the next.
  private(set) var free: [Range<Int>]
  /// The size of the block whose payload begins at a given offset, 0 for none.
  private var blockSizes: [Int]

  let capacity: Int
  private(set) var used = 0
  private(set) var highWaterMark = 0
  private(set) var allocations = 0
  private(set) var failures: UInt32 = 0

  init(region: Range<Int>) {
    let header = Self.header
    let lower = (region.lowerBound + header - 1) / header * header
    let upper = region.upperBound / header * header
    free = [lower..<upper]
    blockSizes = Array(repeating: 0, count: upper)
    capacity = upper - lower
  }

  var largestFreeBlock: Int {
    var largest = Self.header
    for range in free { largest = max(largest, range.count) }
    return largest - Self.header
  }

  func isPayload(_ offset: Int) -> Bool {
    blockSizes.indices.contains(offset) && blockSizes[offset] > 0
  }

  mutating func allocate(_ byteCount: Int, alignment: Int) -> Int? {
    guard let (index, block) = place(byteCount, alignment: alignment) else {
      failures += 1
      return nil
    }
    let range = free.remove(at: index)
    if block.upperBound < range.upperBound {
      free.insert(block.upperBound..<range.upperBound, at: index)
    }
    if range.lowerBound < block.lowerBound {
      free.insert(range.lowerBound..<block.lowerBound, at: index)
    }
    let payload = block.lowerBound + Self.header
    blockSizes[payload] = block.count
    used += block.count
    highWaterMark = max(highWaterMark, used)
    allocations += 1
    return payload
  }

  mutating func deallocate(_ payload: Int) {
    let lower = payload - Self.header
    var block = lower..<lower + blockSizes[payload]
    blockSizes[payload] = 0
    used -= block.count
    allocations -= 1
    var index = 0
    while index < free.count, free[index].lowerBound < lower { index += 1 }
    if index < free.count, free[index].lowerBound == block.upperBound {
      block = block.lowerBound..<free.remove(at: index).upperBound
    }
    if index > 0, free[index - 1].upperBound == block.lowerBound {
      block = free.remove(at: index - 1).lowerBound..<block.upperBound
      index -= 1
    }
    free.insert(block, at: index)
  }

  private func place(_ byteCount: Int, alignment: Int) -> (index: Int, block: Range<Int>)? {
    guard byteCount >= 0, byteCount <= capacity, alignment.nonzeroBitCount == 1, alignment > 0
    else { return nil }
    let header = Self.header
    let step = max(alignment, header)
    let size = max(2 * header, (byteCount + 2 * header - 1) / header * header)
    var index = 0
    while index < free.count {
      let range = free[index]
      var payload = (range.lowerBound + header + step - 1) / step * step
      // One header alone at the front is no block.
      if payload - header == range.lowerBound + header { payload += step }
      let lower = payload - header
      if lower + size <= range.upperBound {
        let rest = range.upperBound - lower - size
        return (index, lower..<lower + size + (rest < 2 * header ? rest : 0))
      }
      index += 1
    }
    return nil
  }
}
