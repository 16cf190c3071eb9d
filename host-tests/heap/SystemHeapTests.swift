import Dispatch
import Foundation
import Heap
import Testing
import SeededRandom

/// Interrupts, played by threads: only who holds the lock may touch the heap.
private let lock = NSLock()

@Suite("The system's heap", .serialized)
struct SystemHeapTests {
  /// Runs `body` on a fresh heap; expects every critical section to be left as it was entered.
  private func withHeap(_ body: (SystemHeapFixture) throws -> Void) throws {
    let fixture = SystemHeapFixture()
    #expect(fixture.start())
    try body(fixture)
    #expect(fixture.depth == 0)
    #expect(fixture.mismatches == 0)
    #expect(fixture.faultsInSection == 0)
    #expect(fixture.stop())
  }

  @Test("has nothing to give without a region")
  func notStarted() throws {
    let fixture = SystemHeapFixture()
    #expect(fixture.stop())
    #expect(fixture.allocate(8) == nil)
    #expect(fixture.allocateZeroed(8) == nil)
    fixture.deallocate(0)
    #expect(SystemHeap.statistics == HeapStatistics())
    try SystemHeap.checkInvariants()
    #expect(fixture.faults == [])
  }

  @Test("runs each operation in one critical section")
  func sections() throws {
    try withHeap { fixture in
      let block = try #require(fixture.allocate(100, alignment: 256))
      #expect(fixture.entered == 1)
      #expect(block % 256 == 0)
      let zeroed = try #require(fixture.allocateZeroed(100))
      #expect(fixture.entered == 2)
      #expect(SystemHeap.statistics.allocations == 2)
      #expect(fixture.entered == 3)
      try SystemHeap.checkInvariants()
      #expect(fixture.entered == 4)
      fixture.deallocate(block)
      fixture.deallocate(zeroed)
      #expect(fixture.entered == 6)
      #expect(fixture.allocate(5000) == nil)
      #expect(fixture.entered == 7)
      #expect(SystemHeap.statistics.failures == 1)
      #expect(SystemHeap.statistics.used == 0)
      #expect(fixture.faults == [])
    }
  }

  @Test("zeroes dirty memory")
  func zeroes() throws {
    try withHeap { fixture in
      let dirty = try #require(fixture.allocate(500))
      fixture.fill(dirty..<dirty + 500, with: 0xEE)
      fixture.deallocate(dirty)
      #expect(fixture.allocateZeroed(500) == dirty)
      #expect(fixture.bytes(dirty..<dirty + 500).allSatisfy { $0 == 0 })
    }
  }

  @Test("reports a double free, a foreign pointer and an overwritten block")
  func reports() throws {
    try withHeap { fixture in
      let block = try #require(fixture.allocate(64))
      let last = try #require(fixture.allocate(64))
      fixture.deallocate(block)
      fixture.deallocate(block)
      fixture.deallocate(block + 1)
      fixture.fill(block + 64..<block + 68, with: 0)
      fixture.deallocate(last)
      let damage = HeapFault(.corruptedBlock, at: fixture.address(of: block + 64))
      #expect(
        fixture.faults == [
          HeapFault(.doubleFree, at: fixture.address(of: block)),
          HeapFault(.foreignPointer, at: fixture.address(of: block + 1)),
          damage,
        ])
      #expect(throws: damage) { try SystemHeap.checkInvariants() }
    }
  }

  @Test("reports a damaged free list when an allocation meets it")
  func reportsDamage() throws {
    try withHeap { fixture in
      fixture.fill(0..<64, with: 0)
      #expect(fixture.allocate(64) == nil)
      #expect(fixture.faults == [HeapFault(.corruptedBlock, at: fixture.address(of: 0))])
    }
  }

  @Test("keeps its order when operations interrupt one another")
  func interrupts() throws {
    let fixture = SystemHeapFixture()
    let section = CriticalSection(
      enter: {
        lock.lock()
        return 0
      }, leave: { _ in lock.unlock() })
    #expect(fixture.start(section))
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      var random = SplitMix64(seed: UInt64(thread))
      for _ in 0..<5000 {
        // The pointers are only handed back.
        let block = unsafe SystemHeap.allocate(byteCount: random.below(300))
        let other = unsafe SystemHeap.allocateZeroed(byteCount: random.below(300))
        if let block = unsafe block { unsafe SystemHeap.deallocate(block) }
        if let other = unsafe other { unsafe SystemHeap.deallocate(other) }
      }
    }
    #expect(fixture.faults == [])
    try SystemHeap.checkInvariants()
    #expect(SystemHeap.statistics.used == 0)
    #expect(SystemHeap.statistics.largestFreeBlock == SystemHeapFixture.size - HeapFixture.header)
    #expect(fixture.stop())
  }
}
