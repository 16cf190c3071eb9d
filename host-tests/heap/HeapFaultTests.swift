import Heap
import Testing

@Suite("A heap's faults")
struct HeapFaultTests {
  let header = HeapFixture.header
  let word = MemoryLayout<UInt>.size

  /// Three blocks of 64 bytes at the beginning, and free memory behind them.
  private func threeBlocks() throws -> (HeapFixture, [Int]) {
    let fixture = HeapFixture(capacity: 1024)
    return (fixture, try (0..<3).map { _ in try #require(fixture.allocate(64)) })
  }

  /// Expects the fault, and a heap that is as it was.
  private func expectFault(
    _ kind: HeapFault.Kind, at offset: Int, deallocating pointer: Int, of fixture: HeapFixture,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let before = fixture.heap.statistics
    let memory = fixture.bytes(0..<1024)
    #expect(
      throws: HeapFault(kind, at: fixture.address(of: offset)), sourceLocation: sourceLocation
    ) { try fixture.deallocate(pointer) }
    #expect(fixture.heap.statistics == before, sourceLocation: sourceLocation)
    #expect(fixture.bytes(0..<1024) == memory, sourceLocation: sourceLocation)
  }

  @Test("tell a double free")
  func doubleFree() throws {
    let (fixture, blocks) = try threeBlocks()
    try fixture.deallocate(blocks[1])
    expectFault(.doubleFree, at: blocks[1], deallocating: blocks[1], of: fixture)
    try fixture.heap.checkInvariants()
  }

  @Test("tell a double free of a block that was merged with the one before it")
  func doubleFreeAfterLeftMerge() throws {
    let (fixture, blocks) = try threeBlocks()
    try fixture.deallocate(blocks[0])
    try fixture.deallocate(blocks[1])
    expectFault(.doubleFree, at: blocks[1], deallocating: blocks[1], of: fixture)
  }

  @Test("tell a double free of a block that was merged with the one behind it")
  func doubleFreeAfterRightMerge() throws {
    let (fixture, blocks) = try threeBlocks()
    try fixture.deallocate(blocks[1])
    try fixture.deallocate(blocks[0])
    expectFault(.doubleFree, at: blocks[0], deallocating: blocks[0], of: fixture)
    expectFault(.doubleFree, at: blocks[1], deallocating: blocks[1], of: fixture)
  }

  @Test("tell a pointer into a block")
  func interiorPointer() throws {
    let (fixture, blocks) = try threeBlocks()
    for offset in stride(from: blocks[1] + header, to: blocks[1] + 64, by: header) {
      expectFault(.foreignPointer, at: offset, deallocating: offset, of: fixture)
    }
  }

  @Test("tell a pointer into free memory that was never handed out")
  func neverAllocated() throws {
    let (fixture, _) = try threeBlocks()
    expectFault(.foreignPointer, at: 512, deallocating: 512, of: fixture)
  }

  @Test("tell a misaligned pointer")
  func misalignedPointer() throws {
    let (fixture, blocks) = try threeBlocks()
    for offset in blocks[1] + 1..<blocks[1] + header {
      expectFault(.foreignPointer, at: offset, deallocating: offset, of: fixture)
    }
  }

  @Test("tell a pointer from outside the region")
  func outsidePointer() throws {
    let (fixture, _) = try threeBlocks()
    for offset in [-4096, -header, -1, 0, 1024 - header + 1, 1024, 1024 + header, 1 << 20] {
      expectFault(.foreignPointer, at: offset, deallocating: offset, of: fixture)
    }
  }

  @Test("tell a header of which any one bit was flipped")
  func damagedHeader() throws {
    for byte in 0..<header {
      let (fixture, blocks) = try threeBlocks()
      fixture.flipBit(at: blocks[1] - header + byte)
      expectFault(
        .corruptedBlock, at: blocks[1] - header, deallocating: blocks[1], of: fixture)
    }
  }

  @Test(
    "tell an overrun into the next header", arguments: [0x00, 0x01, 0x55, 0xAA, 0xFF] as [UInt8])
  func overrun(byte: UInt8) throws {
    for length in 1...header {
      let (fixture, blocks) = try threeBlocks()
      let damaged = blocks[1] - header
      let before = fixture.bytes(damaged..<blocks[1])
      fixture.fill(blocks[0]..<blocks[0] + 64 + length, with: byte)
      guard fixture.bytes(damaged..<blocks[1]) != before else { continue }
      // Seen when the block before it is freed, when it is freed itself, and on demand.
      expectFault(.corruptedBlock, at: damaged, deallocating: blocks[0], of: fixture)
      expectFault(.corruptedBlock, at: damaged, deallocating: blocks[1], of: fixture)
      #expect(throws: HeapFault(.corruptedBlock, at: fixture.address(of: damaged))) {
        try fixture.heap.checkInvariants()
      }
      try fixture.deallocate(blocks[2])
    }
  }

  @Test("name the first damaged block when the pointer's own header is gone too")
  func firstDamage() throws {
    let (fixture, blocks) = try threeBlocks()
    fixture.fill(blocks[0] + 64..<blocks[2], with: 0)
    expectFault(.corruptedBlock, at: blocks[1] - header, deallocating: blocks[2], of: fixture)
  }

  @Test("tell a header copied to another place")
  func copiedHeader() throws {
    let (fixture, blocks) = try threeBlocks()
    fixture.restore(fixture.bytes(blocks[0] - header..<blocks[0]), at: blocks[1])
    expectFault(
      .foreignPointer, at: blocks[1] + header, deallocating: blocks[1] + header, of: fixture)
  }

  @Test("tell a free block of which any one header or link bit was flipped")
  func damagedFreeBlock() throws {
    for byte in 0..<2 * header {
      let (fixture, blocks) = try threeBlocks()
      try fixture.deallocate(blocks[0])
      fixture.flipBit(at: blocks[0] - header + byte)
      let fault = HeapFault(.corruptedBlock, at: fixture.address(of: blocks[0] - header))
      #expect(throws: fault) { try fixture.heap.checkInvariants() }
      expectFault(.corruptedBlock, at: blocks[0] - header, deallocating: blocks[2], of: fixture)
      #expect(fixture.heap.damage == nil)
      #expect(fixture.allocate(64) == nil)
      #expect(fixture.heap.damage == fault)
      #expect(fixture.heap.statistics.failures == 1)
      #expect(fixture.heap.statistics.largestFreeBlock == 0)
    }
  }

  @Test("keep a write after free from leading the free list astray")
  func writeAfterFree() throws {
    let (fixture, blocks) = try threeBlocks()
    try fixture.deallocate(blocks[1])
    fixture.fill(blocks[1]..<blocks[1] + 64, with: 0)
    #expect(throws: HeapFault(.corruptedBlock, at: fixture.address(of: blocks[1] - header))) {
      try fixture.heap.checkInvariants()
    }
    #expect(fixture.allocate(64) == nil)
    expectFault(
      .corruptedBlock, at: blocks[1] - header, deallocating: blocks[2], of: fixture)
  }

  @Test(
    "end the check when the whole region is overwritten", arguments: [0x00, 0x5A, 0xFF] as [UInt8])
  func everythingOverwritten(byte: UInt8) throws {
    let (fixture, blocks) = try threeBlocks()
    fixture.fill(0..<1024, with: byte)
    #expect(throws: HeapFault(.corruptedBlock, at: fixture.address(of: 0))) {
      try fixture.heap.checkInvariants()
    }
    expectFault(.corruptedBlock, at: 0, deallocating: blocks[1], of: fixture)
    #expect(fixture.allocate(1) == nil)
  }

  @Test("are told apart in words")
  func explanations() {
    let kinds = [1, 2, 3].compactMap(HeapFault.Kind.init(rawValue:))
    #expect(kinds == [.doubleFree, .foreignPointer, .corruptedBlock])
    #expect(Set(kinds.map { "\($0.explanation)" }).count == 3)
  }
}
