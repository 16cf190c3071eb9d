/// What a block's header says.
struct BlockHeader {
  /// In bytes, header included.
  var size: Int
  var isAllocated: Bool
}

/// A member of the free list. Offsets count from the heap's base.
struct FreeBlock {
  var offset: Int
  var size: Int
  /// Offset of the next free block; the heap's capacity behind the last one.
  var next: Int

  var end: Int { offset + size }
}
