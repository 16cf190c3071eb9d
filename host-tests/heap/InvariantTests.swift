import Heap
import Testing

/// Memory brought back from an earlier moment: each header and link in it is valid by itself, but
/// they do not fit together any more.
@Suite("A heap's invariants")
struct InvariantTests {
  let header = HeapFixture.header

  private func expectFault(at offset: Int, in fixture: HeapFixture) {
    #expect(throws: HeapFault(.corruptedBlock, at: fixture.address(of: offset))) {
      try fixture.heap.checkInvariants()
    }
  }

  @Test("tell a free block that is not in the list")
  func freeBlockNotInList() throws {
    let fixture = HeapFixture(capacity: 1024)
    let block = try #require(fixture.allocate(64))
    _ = fixture.allocate(64)
    try fixture.deallocate(block)
    let whenFree = fixture.bytes(block - header..<block + header)
    #expect(fixture.allocate(64) == block)
    fixture.restore(whenFree, at: block - header)
    expectFault(at: block - header, in: fixture)
  }

  @Test("tell an allocated block that is in the list")
  func allocatedBlockInList() throws {
    let fixture = HeapFixture(capacity: 1024)
    let block = try #require(fixture.allocate(64))
    let last = try #require(fixture.allocate(1024 - 64 - 2 * header))
    let whenAllocated = fixture.bytes(block - header..<block)
    try fixture.deallocate(block)
    fixture.restore(whenAllocated, at: block - header)
    // Nothing else is free: that the list's one member is missing shows at the end.
    expectFault(at: 1024, in: fixture)
    // The next walk along the list meets it.
    let fault = HeapFault(.corruptedBlock, at: fixture.address(of: block - header))
    #expect(throws: fault) { try fixture.deallocate(last) }
  }

  @Test("tell free blocks that touch")
  func touchingFreeBlocks() throws {
    let fixture = HeapFixture(capacity: 1024)
    let blocks = try (0..<4).map { _ in try #require(fixture.allocate(64)) }
    // First, third and the rest are free: the first one's link leads to the third.
    try fixture.deallocate(blocks[0])
    try fixture.deallocate(blocks[2])
    let link = fixture.bytes(blocks[0]..<blocks[0] + header)
    let third = fixture.bytes(blocks[2] - header..<blocks[2] + header)
    // Then the first reaches up to the third, which is allocated.
    try fixture.deallocate(blocks[1])
    #expect(fixture.allocate(3 * 64 + 2 * header) == blocks[0])
    try fixture.deallocate(blocks[0])
    let again = try (0..<3).map { _ in try #require(fixture.allocate(64)) }
    #expect(again == Array(blocks[0..<3]))
    try fixture.deallocate(blocks[0])
    try fixture.deallocate(blocks[1])
    try fixture.heap.checkInvariants()
    fixture.restore(link, at: blocks[0])
    fixture.restore(third, at: blocks[2] - header)
    expectFault(at: blocks[0] - header, in: fixture)
  }

  @Test("tell counters that disagree with the blocks")
  func counters() throws {
    let fixture = HeapFixture(capacity: 1024)
    let hole = try #require(fixture.allocate(16))
    _ = fixture.allocate(64)
    try fixture.deallocate(hole)
    let earlier = fixture.bytes(0..<1024)
    #expect(fixture.allocate(200) != nil)
    fixture.restore(earlier, at: 0)
    expectFault(at: 1024, in: fixture)
  }
}
