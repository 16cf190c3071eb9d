/// An allocator over one region of memory: first fit over a free list in address order.
///
/// Blocks tile the region without a gap, each with its header in front. Free blocks are linked in
/// address order and no two of them touch: freeing merges a block with both its neighbours, so that
/// a heap with everything given back is one block again.
///
/// A header is the block's size and a check word made of that size and the header's address; the
/// link of a free block is guarded in the same way. Each block that the heap passes on its way is
/// checked before it is believed, and nothing is changed unless all checks hold: misuse ends in a
/// `HeapFault` and an intact heap, whose only loss is the block that could not be given back.
///
/// Cost: a block takes one header (two words, 8 bytes on a 32-bit machine) and is rounded up to a
/// multiple of that; the least block is two headers long. `allocate` looks at free blocks up to the
/// first that fits and `deallocate` at those below the block's address, so the time of both is
/// linear in the number of free blocks in the worst case. No call recurses or allocates.
///
/// Don't use it on the packet path or in an interrupt handler with a deadline: its worst case grows
/// with fragmentation. A pool of equal slots serves those in constant time.
///
/// A heap is not safe against interrupts by itself: `SystemHeap` is.
public struct LinkedListHeap: ~Copyable {
  /// The least alignment of every block: two words, as the C ABI asks of `malloc`
  /// (AAPCS32 §5.1: 8 bytes; x86-64 psABI §3.1.2: 16 bytes).
  public static var defaultAlignment: Int { BlockMemory.headerSize }

  let blocks: BlockMemory

  /// Offset of the first free block; the capacity when there is none.
  var firstFree = 0
  var used = 0
  var highWaterMark = 0
  var allocations = 0
  var failures: UInt32 = 0

  /// The damage that made `allocate` give up, if it ever met any.
  public internal(set) var damage: HeapFault?

  /// Makes one free block of a region, whose bounds are first moved inwards to multiples of the
  /// default alignment.
  ///
  /// The region must be the heap's alone for as long as anything uses the heap; its former content
  /// doesn't matter. Constant time.
  /// - Returns: nil when the region has no room for the smallest block (two headers).
  public init?(region: UnsafeMutableRawBufferPointer) {
    // That the region is valid and the heap's alone is the caller's promise.
    guard let blocks = unsafe BlockMemory(region: region) else { return nil }
    self.blocks = blocks
    blocks.writeFreeBlock(at: 0, size: blocks.capacity, next: blocks.capacity)
  }

  /// The present figures. Linear in the number of free blocks.
  public var statistics: HeapStatistics {
    var statistics = HeapStatistics()
    statistics.capacity = blocks.capacity
    statistics.used = used
    statistics.free = blocks.capacity - used
    statistics.largestFreeBlock = largestFreeBlock
    statistics.highWaterMark = highWaterMark
    statistics.allocations = allocations
    statistics.failures = failures
    return statistics
  }

  private var largestFreeBlock: Int {
    var largest = 0
    var offset = firstFree
    while offset < blocks.capacity, let block = try? blocks.freeBlock(at: offset) {
      largest = max(largest, block.size - BlockMemory.headerSize)
      offset = block.next
    }
    return largest
  }
}
