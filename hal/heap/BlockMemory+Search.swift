extension BlockMemory {
  /// The bytes to leave free at the front of `block`, so that the payload of a block behind them is
  /// aligned: none, or enough to be a block themselves. Nil when that leads out of `block`.
  func gap(before alignment: Int, in block: FreeBlock) -> Int? {
    let payload = address(at: block.offset + Self.headerSize)
    var gap = (0 &- payload) & UInt(alignment - 1)
    if gap > 0, gap < UInt(Self.minimumBlockSize) {
      // Both are below 2^(bits - 1): the sum can't wrap.
      gap += UInt(alignment)
    }
    guard gap <= UInt(block.size) else { return nil }
    return Int(gap)
  }

  func blockOffset(forPayloadAt address: UInt) throws(HeapFault) -> Int {
    let distance = address &- self.address(at: Self.headerSize)
    guard let offset = Int(exactly: distance), isBlockOffset(offset)
    else { throw HeapFault(.foreignPointer, at: address) }
    return offset
  }

  /// Finds out whether a block begins at `offset`. Sizes lead from each block to the next, so only a
  /// real block, or damage before it, is met on the way.
  func faultForBrokenHeader(at target: Int, payloadAddress: UInt) -> HeapFault {
    var offset = 0
    while offset < target {
      guard let header = try? header(at: offset) else { return corruptedBlock(at: offset) }
      offset += header.size
    }
    return offset == target
      ? corruptedBlock(at: target) : HeapFault(.foreignPointer, at: payloadAddress)
  }

  /// The free blocks nearest to a block on either side, whether they touch it or not.
  func freeNeighbors(
    of offset: Int, size: Int, listFrom firstFree: Int
  ) throws(HeapFault) -> (previous: FreeBlock?, next: FreeBlock?) {
    var previous: FreeBlock?
    var position = firstFree
    while position < offset {
      let block = try freeBlock(at: position)
      guard block.end <= offset else { throw corruptedBlock(at: position) }
      previous = block
      position = block.next
    }
    guard position < capacity else { return (previous, nil) }
    guard position >= offset + size else { throw corruptedBlock(at: offset) }
    return (previous, try freeBlock(at: position))
  }
}
