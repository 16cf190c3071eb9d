import Heap
import Testing

@Suite("Deallocation")
struct DeallocationTests {
  let header = HeapFixture.header

  /// Four blocks of 64 bytes at the beginning, and free memory behind them.
  private func fourBlocks() throws -> (HeapFixture, [Int]) {
    let fixture = HeapFixture(capacity: 1024)
    return (fixture, try (0..<4).map { _ in try #require(fixture.allocate(64)) })
  }

  @Test("keeps a block apart when neither neighbour is free")
  func noNeighbour() throws {
    let (fixture, blocks) = try fourBlocks()
    let largest = fixture.heap.statistics.largestFreeBlock
    try fixture.deallocate(blocks[1])
    #expect(fixture.heap.statistics.largestFreeBlock == largest)
    #expect(fixture.allocate(64) == blocks[1])
    try fixture.heap.checkInvariants()
  }

  @Test("merges a block with the free one before it")
  func mergesLeft() throws {
    let (fixture, blocks) = try fourBlocks()
    try fixture.deallocate(blocks[0])
    try fixture.deallocate(blocks[1])
    try fixture.heap.checkInvariants()
    #expect(fixture.allocate(2 * 64 + header) == blocks[0])
  }

  @Test("merges a block with the free one behind it")
  func mergesRight() throws {
    let (fixture, blocks) = try fourBlocks()
    try fixture.deallocate(blocks[1])
    try fixture.deallocate(blocks[0])
    try fixture.heap.checkInvariants()
    #expect(fixture.allocate(2 * 64 + header) == blocks[0])
  }

  @Test("merges a block with the free ones on both sides")
  func mergesBoth() throws {
    let (fixture, blocks) = try fourBlocks()
    try fixture.deallocate(blocks[0])
    try fixture.deallocate(blocks[2])
    try fixture.deallocate(blocks[1])
    try fixture.heap.checkInvariants()
    #expect(fixture.allocate(3 * 64 + 2 * header) == blocks[0])
  }

  @Test("brings all memory back as one block, in whatever order blocks are freed")
  func everyOrder() throws {
    var orders: [[Int]] = [[]]
    for _ in 0..<4 {
      orders = orders.flatMap { order in
        (0..<4).filter { !order.contains($0) }.map { order + [$0] }
      }
    }
    for order in orders {
      let (fixture, blocks) = try fourBlocks()
      for index in order {
        try fixture.deallocate(blocks[index])
        try fixture.heap.checkInvariants()
      }
      #expect(fixture.heap.statistics.largestFreeBlock == 1024 - header, "\(order)")
      #expect(fixture.heap.statistics.used == 0)
      #expect(fixture.heap.statistics.allocations == 0)
      #expect(fixture.heap.statistics.highWaterMark == 4 * (64 + header))
    }
    #expect(orders.count == 24)
  }
}
