import Heap
import Testing

@Suite("A heap's region")
struct HeapRegionTests {
  let header = HeapFixture.header

  @Test("is refused when it has no room for the smallest block")
  func refusesTooSmall() {
    #expect(HeapFixture(region: 0..<0) == nil)
    #expect(HeapFixture(region: 0..<2 * header - 1) == nil)
    #expect(HeapFixture(region: 1..<3 * header - 1) == nil)
    #expect(HeapFixture(region: 0..<2 * header) != nil)
    #expect(HeapFixture(region: 1..<3 * header) != nil)
  }

  @Test("is refused when it is null")
  func refusesNull() {
    let heap = unsafe LinkedListHeap(
      region: UnsafeMutableRawBufferPointer(start: nil, count: 0))
    let isRefused = heap == nil
    #expect(isRefused)
  }

  @Test("has its bounds moved inwards to the alignment of blocks", arguments: 0...33)
  func alignsBounds(misalignment: Int) throws {
    let fixture = try #require(HeapFixture(region: misalignment..<1024 + misalignment))
    let start = (misalignment + header - 1) / header * header
    let end = (1024 + misalignment) / header * header
    #expect(fixture.heap.statistics.capacity == end - start)
    #expect(fixture.allocate(end - start - header) == start + header)
    fixture.fill(start + header..<end, with: 0xFF)
    try fixture.deallocate(start + header)
    try fixture.heap.checkInvariants()
    #expect(fixture.bytes(0..<start).allSatisfy { $0 == 0xA5 })
    #expect(fixture.bytes(end..<end + 64).allSatisfy { $0 == 0xA5 })
  }

  @Test("is one free block at first")
  func beginsFree() throws {
    let fixture = HeapFixture(capacity: 1024)
    var expected = HeapStatistics()
    expected.capacity = 1024
    expected.free = 1024
    expected.largestFreeBlock = 1024 - header
    #expect(fixture.heap.statistics == expected)
    try fixture.heap.checkInvariants()
  }
}
