import Heap
import Testing

@Suite("Allocation")
struct AllocationTests {
  let header = HeapFixture.header

  @Test("splits a free block and leaves the rest free")
  func splits() throws {
    let fixture = HeapFixture(capacity: 1024)
    #expect(fixture.allocate(100) == header)
    let blockSize = header + 112
    #expect(fixture.allocate(1) == blockSize + header)
    #expect(fixture.heap.statistics.used == blockSize + 2 * header)
    #expect(fixture.heap.statistics.free == 1024 - blockSize - 2 * header)
    #expect(fixture.heap.statistics.allocations == 2)
    try fixture.heap.checkInvariants()
  }

  @Test("takes the first free block in address order that has room")
  func firstFit() throws {
    let fixture = HeapFixture(capacity: 4096)
    let blocks = try (0..<6).map { try #require(fixture.allocate([64, 32, 128, 32, 96, 32][$0])) }
    for index in [4, 0, 2] { try fixture.deallocate(blocks[index]) }
    #expect(fixture.allocate(80) == blocks[2])
    #expect(fixture.allocate(80) == blocks[4])
    #expect(fixture.allocate(64) == blocks[0])
  }

  @Test("hands out a rest too short for a block with the block before it")
  func absorbsShortRest() throws {
    let fixture = HeapFixture(capacity: 8 * header)
    #expect(fixture.allocate(6 * header) != nil)
    #expect(fixture.heap.statistics.used == 8 * header)
    #expect(fixture.heap.statistics.free == 0)
    #expect(fixture.heap.statistics.largestFreeBlock == 0)
    try fixture.heap.checkInvariants()
    try fixture.deallocate(header)
    #expect(fixture.heap.statistics.largestFreeBlock == 7 * header)
  }

  @Test("holds every alignment up to 4096", arguments: (0...12).map { 1 << $0 })
  func aligns(alignment: Int) throws {
    let fixture = HeapFixture(capacity: 32 * 1024)
    var blocks: [Int] = []
    for size in [1, 40, 7] {
      blocks.append(try #require(fixture.allocate(size)))
      let aligned = try #require(fixture.allocate(size, alignment: alignment))
      #expect(aligned % max(alignment, header) == 0)
      blocks.append(aligned)
      try fixture.heap.checkInvariants()
    }
    for block in blocks { try fixture.deallocate(block) }
    #expect(fixture.heap.statistics.largestFreeBlock == 32 * 1024 - header)
  }

  @Test("keeps what alignment skips free, and uses it next")
  func keepsFrontFree() throws {
    let fixture = HeapFixture(capacity: 4096)
    #expect(fixture.allocate(64, alignment: 1024) == 1024)
    #expect(fixture.heap.statistics.used == 64 + header)
    #expect(fixture.allocate(512) == header)
    try fixture.heap.checkInvariants()
  }

  @Test("skips one more step of alignment when the front would be too short for a block")
  func skipsShortFront() throws {
    let fixture = HeapFixture(capacity: 1024)
    // The payload would lie at one header, and aligned at two: one header alone is no block.
    #expect(fixture.allocate(1, alignment: 2 * header) == 4 * header)
    #expect(fixture.allocate(1) == header)
    try fixture.heap.checkInvariants()
  }

  @Test("gives zero bytes a block of their own")
  func zeroSize() throws {
    let fixture = HeapFixture(capacity: 1024)
    let first = try #require(fixture.allocate(0))
    let second = try #require(fixture.allocate(0))
    #expect(second == first + 2 * header)
    #expect(fixture.heap.statistics.used == 4 * header)
    try fixture.deallocate(first)
    try fixture.deallocate(second)
    #expect(fixture.heap.statistics.used == 0)
  }

  @Test(
    "answers an impossible size with nil and counts it",
    arguments: [
      Int.max, Int.max - 1, Int.max - 15, Int.max - 16, Int.max - 31, Int.max / 2 + 1, 1025, 1024,
      1009, -1, -16, Int.min, Int.min + 16,
    ])
  func impossibleSize(byteCount: Int) throws {
    let fixture = HeapFixture(capacity: 1024)
    #expect(fixture.allocate(byteCount) == nil)
    #expect(fixture.allocateZeroed(byteCount) == nil)
    #expect(fixture.allocate(byteCount, alignment: Int.max / 2 + 1) == nil)
    #expect(fixture.heap.statistics.failures == 3)
    #expect(fixture.heap.damage == nil)
    #expect(fixture.allocate(1024 - header) == header)
  }

  @Test(
    "answers an alignment that is no power of two with nil and counts it",
    arguments: [0, -1, -16, 3, 24, 4095, Int.max, Int.min])
  func invalidAlignment(alignment: Int) {
    let fixture = HeapFixture(capacity: 1024)
    #expect(fixture.allocate(8, alignment: alignment) == nil)
    #expect(fixture.heap.statistics.failures == 1)
    #expect(fixture.heap.statistics.used == 0)
  }

  @Test(
    "answers an alignment beyond the region with nil",
    arguments: [1 << 20, 1 << 30, Int.max / 2 + 1])
  func hugeAlignment(alignment: Int) {
    let fixture = HeapFixture(region: header..<1024)!
    // An address may be a multiple of 2^20 by chance, but none inside this region can: the memory
    // begins at a multiple of 8192 and the region one header behind.
    #expect(fixture.allocate(8, alignment: alignment) == nil)
    #expect(fixture.heap.statistics.failures == 1)
  }

  @Test("fails when exhausted, and works again once blocks come back")
  func exhaustion() throws {
    let fixture = HeapFixture(capacity: 1024)
    var blocks: [Int] = []
    while let block = fixture.allocate(header) { blocks.append(block) }
    #expect(blocks.count == 1024 / (2 * header))
    #expect(fixture.heap.statistics.free == 0)
    #expect(fixture.heap.statistics.failures == 1)
    for block in blocks { try fixture.deallocate(block) }
    #expect(fixture.heap.statistics.highWaterMark == 1024)
    #expect(fixture.allocate(1024 - header) == header)
  }

  @Test("serves the largest free block and not one byte more")
  func largestFreeBlock() throws {
    let fixture = HeapFixture(capacity: 4096)
    let blocks = try (0..<8).map { _ in try #require(fixture.allocate(200)) }
    try fixture.deallocate(blocks[1])
    try fixture.deallocate(blocks[4])
    try fixture.deallocate(blocks[5])
    let largest = fixture.heap.statistics.largestFreeBlock
    #expect(fixture.allocate(largest + 1) == nil)
    #expect(fixture.allocate(largest) != nil)
  }

  @Test("zeroes dirty memory, and only what was asked for")
  func zeroes() throws {
    let fixture = HeapFixture(capacity: 1024)
    let block = try #require(fixture.allocate(256))
    fixture.fill(block..<block + 256, with: 0xEE)
    try fixture.deallocate(block)
    #expect(fixture.allocateZeroed(250) == block)
    #expect(fixture.bytes(block..<block + 250).allSatisfy { $0 == 0 })
    #expect(fixture.bytes(block + 250..<block + 256).allSatisfy { $0 == 0xEE })
    try fixture.heap.checkInvariants()
  }
}
