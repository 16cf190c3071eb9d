extension LinkedListHeap {
  /// Gives a block back and merges it with the free blocks that touch it.
  ///
  /// Checked before anything changes: the pointer, the block's header, the header behind the block
  /// (where an overrun of this block would show), and the free blocks below it. Where a check fails,
  /// the block stays allocated and the heap goes on as before.
  /// - Throws: `.foreignPointer` for what `allocate` can't have returned; `.doubleFree` for a
  ///   place where a block that was given back began, until that place is written again (from then
  ///   on it is a foreign pointer); `.corruptedBlock` for an overwritten header or link.
  /// - Complexity: linear in the number of free blocks below the address; to tell a foreign pointer
  ///   from an overwritten header, linear in the number of blocks.
  public mutating func deallocate(_ pointer: UnsafeMutableRawPointer) throws(HeapFault) {
    let address = UInt(bitPattern: pointer)
    let offset = try blocks.blockOffset(forPayloadAt: address)
    guard let header = try? blocks.header(at: offset) else {
      throw blocks.faultForBrokenHeader(at: offset, payloadAddress: address)
    }
    guard header.isAllocated else { throw HeapFault(.doubleFree, at: address) }
    let end = offset + header.size
    if end < blocks.capacity { _ = try blocks.header(at: end) }
    let (previous, next) = try blocks.freeNeighbors(
      of: offset, size: header.size, listFrom: firstFree)
    release(offset, size: header.size, between: previous, and: next)
    used -= header.size
    allocations -= 1
  }

  private mutating func release(
    _ offset: Int, size: Int, between previous: FreeBlock?, and next: FreeBlock?
  ) {
    var size = size
    var following = next?.offset ?? blocks.capacity
    if let next, next.offset == offset + size {
      size += next.size
      following = next.next
    }
    guard let previous, previous.end == offset else {
      blocks.writeFreeBlock(at: offset, size: size, next: following)
      link(previous, to: offset)
      return
    }
    // The header stays behind inside the merged block, to tell a second `deallocate`.
    blocks.writeFreeHeader(at: offset, size: size)
    blocks.writeFreeBlock(at: previous.offset, size: previous.size + size, next: following)
  }
}
