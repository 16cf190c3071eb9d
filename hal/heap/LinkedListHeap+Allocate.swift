extension LinkedListHeap {
  /// Takes the first free block that has room, and splits off what is left over.
  ///
  /// The memory is not initialised. Zero bytes make a block like any other, with an address of its
  /// own. What alignment skips at the front of a free block stays free.
  /// - Parameters:
  ///   - byteCount: any value; a negative one is answered with nil.
  ///   - alignment: a power of two, in bytes; anything else is answered with nil. Less than
  ///     `defaultAlignment` is raised to it.
  /// - Returns: nil when nothing fits, which is counted in `failures`. It is also nil when the
  ///   search met a damaged block, which `damage` then tells.
  /// - Complexity: linear in the number of free blocks.
  public mutating func allocate(
    byteCount: Int, alignment: Int = LinkedListHeap.defaultAlignment
  ) -> UnsafeMutableRawPointer? {
    do throws(HeapFault) {
      if let offset = try claim(byteCount: byteCount, alignment: alignment) {
        // The block is the caller's from here on.
        return unsafe blocks.payload(at: offset)
      }
    } catch {
      damage = damage ?? error
    }
    failures &+= 1
    return nil
  }

  /// As `allocate`, with the requested bytes set to zero.
  /// - Complexity: as `allocate`, and linear in `byteCount`.
  public mutating func allocateZeroed(
    byteCount: Int, alignment: Int = LinkedListHeap.defaultAlignment
  ) -> UnsafeMutableRawPointer? {
    // The block is ours alone and has at least `byteCount` bytes.
    guard let bytes = unsafe allocate(byteCount: byteCount, alignment: alignment) else {
      return nil
    }
    // As above.
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    return unsafe bytes
  }

  private mutating func claim(byteCount: Int, alignment: Int) throws(HeapFault) -> Int? {
    guard byteCount >= 0, byteCount <= blocks.capacity - BlockMemory.headerSize else { return nil }
    guard alignment > 0, alignment & (alignment - 1) == 0 else { return nil }
    // With the guard above the header and the rounding stay within the capacity.
    let rounding = BlockMemory.headerSize - 1
    let size = max(
      BlockMemory.minimumBlockSize, (byteCount + BlockMemory.headerSize + rounding) & ~rounding)
    let alignment = max(alignment, BlockMemory.headerSize)

    var previous: FreeBlock?
    var offset = firstFree
    while offset < blocks.capacity {
      let block = try blocks.freeBlock(at: offset)
      if let gap = blocks.gap(before: alignment, in: block), block.size - gap >= size {
        return carve(size, after: gap, from: block, behind: previous)
      }
      previous = block
      offset = block.next
    }
    return nil
  }

  /// Makes the `size` bytes behind `gap` an allocated block. What is left behind them becomes a free
  /// block, or part of the allocated one when it is too short for that.
  private mutating func carve(
    _ size: Int, after gap: Int, from block: FreeBlock, behind previous: FreeBlock?
  ) -> Int {
    let offset = block.offset + gap
    var size = size
    var next = block.next
    let rest = block.end - offset - size
    if rest >= BlockMemory.minimumBlockSize {
      blocks.writeFreeBlock(at: offset + size, size: rest, next: next)
      next = offset + size
    } else {
      size += rest
    }
    if gap > 0 {
      blocks.writeFreeBlock(at: block.offset, size: gap, next: next)
    } else {
      link(previous, to: next)
    }
    blocks.writeAllocatedHeader(at: offset, size: size)
    used += size
    highWaterMark = max(highWaterMark, used)
    allocations += 1
    return offset
  }

  /// Lets the free list go on at `next` behind `block`, or begin there when there is no such block.
  mutating func link(_ block: FreeBlock?, to next: Int) {
    guard let block else {
      firstFree = next
      return
    }
    blocks.writeLink(at: block.offset, next: next)
  }
}
