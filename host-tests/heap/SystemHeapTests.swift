import Dispatch
import Foundation
import Heap
import Testing

/// What the plain functions given to `SystemHeap` saw. They can't carry a context.
private enum Witness {
  nonisolated(unsafe) static var depth = 0
  nonisolated(unsafe) static var entered = 0
  nonisolated(unsafe) static var mismatches = 0
  nonisolated(unsafe) static var faults: [HeapFault] = []
  nonisolated(unsafe) static var faultsInSection = 0

  static func reset() {
    unsafe (depth, entered, mismatches, faults, faultsInSection) = (0, 0, 0, [], 0)
  }

  static let section = CriticalSection(
    enter: {
      unsafe Witness.depth += 1
      unsafe Witness.entered += 1
      return unsafe 0xC000_0000 | UInt32(Witness.entered)
    },
    leave: { state in
      if unsafe state != 0xC000_0000 | UInt32(Witness.entered) { unsafe Witness.mismatches += 1 }
      unsafe Witness.depth -= 1
    })

  static let fault: SystemHeap.FaultHandler = { kind, address in
    unsafe Witness.faults.append(HeapFault(HeapFault.Kind(rawValue: kind)!, at: address))
    if unsafe Witness.depth != 0 { unsafe Witness.faultsInSection += 1 }
  }
}

/// Interrupts, played by threads: only who holds the lock may touch the heap.
private let lock = NSLock()

@Suite("The system's heap", .serialized)
struct SystemHeapTests {
  private let memory = unsafe UnsafeMutableRawBufferPointer.allocate(
    byteCount: 4096, alignment: 4096)

  /// Runs `body` on a fresh heap; expects a balanced section around each operation.
  private func withHeap(_ body: () throws -> Void) throws {
    Witness.reset()
    #expect(
      unsafe SystemHeap.start(
        region: memory, criticalSection: Witness.section, fault: Witness.fault))
    try body()
    #expect(unsafe Witness.depth == 0)
    #expect(unsafe Witness.mismatches == 0)
    #expect(unsafe Witness.faultsInSection == 0)
    unsafe memory.deallocate()
  }

  /// Leaves the heap as it is before `start`: without a region.
  private func stop() {
    let nothing = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    #expect(
      unsafe !SystemHeap.start(
        region: nothing, criticalSection: Witness.section, fault: Witness.fault))
  }

  @Test("has nothing to give without a region")
  func notStarted() throws {
    Witness.reset()
    stop()
    #expect(unsafe SystemHeap.allocate(byteCount: 8) == nil)
    #expect(unsafe SystemHeap.allocateZeroed(byteCount: 8) == nil)
    unsafe SystemHeap.deallocate(memory.baseAddress!)
    #expect(SystemHeap.statistics == HeapStatistics())
    try SystemHeap.checkInvariants()
    #expect(unsafe Witness.faults == [])
    unsafe memory.deallocate()
  }

  @Test("runs each operation in one critical section")
  func sections() throws {
    try withHeap {
      let block = try #require(unsafe SystemHeap.allocate(byteCount: 100, alignment: 256))
      #expect(unsafe Witness.entered == 1)
      #expect(unsafe UInt(bitPattern: block) % 256 == 0)
      let zeroed = try #require(unsafe SystemHeap.allocateZeroed(byteCount: 100))
      #expect(unsafe Witness.entered == 2)
      #expect(SystemHeap.statistics.allocations == 2)
      #expect(unsafe Witness.entered == 3)
      try SystemHeap.checkInvariants()
      #expect(unsafe Witness.entered == 4)
      unsafe SystemHeap.deallocate(block)
      unsafe SystemHeap.deallocate(zeroed)
      #expect(unsafe Witness.entered == 6)
      #expect(unsafe SystemHeap.allocate(byteCount: 5000) == nil)
      #expect(unsafe Witness.entered == 7)
      #expect(SystemHeap.statistics.failures == 1)
      #expect(SystemHeap.statistics.used == 0)
      #expect(unsafe Witness.faults == [])
    }
  }

  @Test("zeroes dirty memory")
  func zeroes() throws {
    try withHeap {
      let dirty = try #require(unsafe SystemHeap.allocate(byteCount: 500))
      unsafe memset(dirty, 0xEE, 500)
      unsafe SystemHeap.deallocate(dirty)
      let zeroed = try #require(unsafe SystemHeap.allocateZeroed(byteCount: 500))
      #expect(unsafe zeroed == dirty)
      #expect(unsafe UnsafeRawBufferPointer(start: zeroed, count: 500).allSatisfy { $0 == 0 })
    }
  }

  @Test("reports a double free, a foreign pointer and an overwritten block")
  func reports() throws {
    try withHeap {
      let block = try #require(unsafe SystemHeap.allocate(byteCount: 64))
      let last = try #require(unsafe SystemHeap.allocate(byteCount: 64))
      unsafe SystemHeap.deallocate(block)
      unsafe SystemHeap.deallocate(block)
      unsafe SystemHeap.deallocate(block + 1)
      unsafe memset(block + 64, 0, 4)
      unsafe SystemHeap.deallocate(last)
      let header = unsafe UInt(bitPattern: block) + 64
      #expect(
        unsafe Witness.faults == [
          HeapFault(.doubleFree, at: UInt(bitPattern: block)),
          HeapFault(.foreignPointer, at: UInt(bitPattern: block + 1)),
          HeapFault(.corruptedBlock, at: header),
        ])
      #expect(throws: HeapFault(.corruptedBlock, at: header)) { try SystemHeap.checkInvariants() }
    }
  }

  @Test("reports a damaged free list when an allocation meets it")
  func reportsDamage() throws {
    try withHeap {
      unsafe memset(memory.baseAddress!, 0, 64)
      #expect(unsafe SystemHeap.allocate(byteCount: 64) == nil)
      #expect(
        unsafe Witness.faults == [
          HeapFault(.corruptedBlock, at: UInt(bitPattern: memory.baseAddress!))
        ])
    }
  }

  @Test("keeps its order when operations interrupt one another")
  func interrupts() throws {
    Witness.reset()
    let section = CriticalSection(
      enter: {
        lock.lock()
        return 0
      }, leave: { _ in lock.unlock() })
    #expect(
      unsafe SystemHeap.start(region: memory, criticalSection: section, fault: Witness.fault))
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      var random = SplitMix64(seed: UInt64(thread))
      for _ in 0..<5000 {
        let block = unsafe SystemHeap.allocate(byteCount: random.below(300))
        let other = unsafe SystemHeap.allocateZeroed(byteCount: random.below(300))
        if let block = unsafe block { unsafe SystemHeap.deallocate(block) }
        if let other = unsafe other { unsafe SystemHeap.deallocate(other) }
      }
    }
    #expect(unsafe Witness.faults == [])
    try SystemHeap.checkInvariants()
    #expect(SystemHeap.statistics.used == 0)
    #expect(SystemHeap.statistics.largestFreeBlock == 4096 - HeapFixture.header)
    stop()
    unsafe memory.deallocate()
  }
}
