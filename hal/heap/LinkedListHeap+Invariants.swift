extension LinkedListHeap {
  /// Checks the whole heap: blocks tile the region, no header or link was overwritten, the free list
  /// holds all free blocks in address order, no two of them touch, and the counters agree.
  /// - Throws: `.corruptedBlock` for the first block, in address order, that breaks a rule.
  /// - Complexity: linear in the number of blocks. It ends whatever the memory holds, since each
  ///   step goes at least one smallest block onwards.
  public func checkInvariants() throws(HeapFault) {
    var offset = 0
    var nextFree = firstFree
    var allocatedBytes = 0
    var allocatedBlocks = 0
    while offset < blocks.capacity {
      let header = try blocks.header(at: offset)
      if header.isAllocated {
        allocatedBytes += header.size
        allocatedBlocks += 1
      } else {
        guard offset == nextFree else { throw blocks.corruptedBlock(at: offset) }
        nextFree = try blocks.freeBlock(at: offset).next
      }
      offset += header.size
    }
    guard
      nextFree == blocks.capacity, allocatedBytes == used, allocatedBlocks == allocations,
      used <= highWaterMark
    else { throw blocks.corruptedBlock(at: blocks.capacity) }
  }
}
