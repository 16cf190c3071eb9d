/// Blocks as they lie in memory:
///
///     allocated: | size | 1 | check | payload … |
///     free:      | size | 0 | check | next | check | … |
///
/// A header stays behind, marked free, when its block is merged with the one before it. This is how
/// a second `deallocate` of that block is told from one of a foreign pointer.
///
/// Two words only, so that passing it on costs two registers; the heap owns the memory behind it.
@safe
struct BlockMemory {
  /// Two words: size and check. Every block's address and size is a multiple of it.
  static var headerSize: Int { 2 * MemoryLayout<UInt>.size }

  /// Room for a header and a free block's link, each with its check.
  static var minimumBlockSize: Int { 2 * headerSize }

  private let base: UnsafeMutableRawPointer

  /// The bytes that blocks tile, a multiple of `headerSize`.
  let capacity: Int

  /// Moves the bounds of a region inwards to multiples of `headerSize`. Nil when the smallest block
  /// has no room between them.
  init?(region: UnsafeMutableRawBufferPointer) {
    guard let start = region.baseAddress else { return nil }
    let count = region.count
    let mask = UInt(Self.headerSize - 1)
    let misalignment = Int((0 &- UInt(bitPattern: start)) & mask)
    guard count >= misalignment + Self.minimumBlockSize else { return nil }
    // Inside the region: `misalignment` is less than `count`.
    unsafe base = start + misalignment
    capacity = (count - misalignment) & ~Int(mask)
  }

  /// Where the payload of the block at `offset` begins.
  func payload(at offset: Int) -> UnsafeMutableRawPointer {
    // Inside the region, for a block lies there as a whole.
    unsafe base + offset + Self.headerSize
  }

  private static var allocatedBit: UInt { 1 }
  private static var flagMask: UInt { UInt(headerSize - 1) }

  func address(at offset: Int) -> UInt {
    // The address alone is taken; nothing is read through the pointer.
    unsafe UInt(bitPattern: base) &+ UInt(bitPattern: offset)
  }

  func corruptedBlock(at offset: Int) -> HeapFault {
    HeapFault(.corruptedBlock, at: address(at: offset))
  }

  /// Reads the header at an offset that is a multiple of `headerSize` and at least
  /// `minimumBlockSize` before the end of the region. What it says lies within the region.
  func header(at offset: Int) throws(HeapFault) -> BlockHeader {
    guard let word = sealedWord(at: offset) else { throw corruptedBlock(at: offset) }
    let size = Int(bitPattern: word & ~Self.flagMask)
    let flags = word & Self.flagMask
    guard size >= Self.minimumBlockSize, size <= capacity - offset, flags <= Self.allocatedBit
    else { throw corruptedBlock(at: offset) }
    return BlockHeader(size: size, isAllocated: flags == Self.allocatedBit)
  }

  /// Reads the free block at an offset as `header(at:)` wants it. Its link leads onwards, so that
  /// whoever follows links comes to an end, and not to a block that touches it.
  func freeBlock(at offset: Int) throws(HeapFault) -> FreeBlock {
    let header = try header(at: offset)
    guard !header.isAllocated, let link = sealedWord(at: offset + Self.headerSize)
    else { throw corruptedBlock(at: offset) }
    let next = Int(bitPattern: link)
    guard next == capacity || (next > offset + header.size && isBlockOffset(next))
    else { throw corruptedBlock(at: offset) }
    return FreeBlock(offset: offset, size: header.size, next: next)
  }

  /// Whether a block could begin at this offset.
  func isBlockOffset(_ offset: Int) -> Bool {
    offset >= 0 && offset <= capacity - Self.minimumBlockSize
      && offset & (Self.headerSize - 1) == 0
  }

  func writeAllocatedHeader(at offset: Int, size: Int) {
    seal(UInt(bitPattern: size) | Self.allocatedBit, at: offset)
  }

  func writeFreeHeader(at offset: Int, size: Int) {
    seal(UInt(bitPattern: size), at: offset)
  }

  func writeFreeBlock(at offset: Int, size: Int, next: Int) {
    writeFreeHeader(at: offset, size: size)
    writeLink(at: offset, next: next)
  }

  func writeLink(at offset: Int, next: Int) {
    seal(UInt(bitPattern: next), at: offset + Self.headerSize)
  }

  /// The word at `offset`, or nil when it and the check behind it disagree.
  private func sealedWord(at offset: Int) -> UInt? {
    // Callers stay at least two words before the end of the region, on a multiple of two words.
    let word = unsafe base.load(fromByteOffset: offset, as: UInt.self)
    // As above.
    let check = unsafe base.load(fromByteOffset: offset + MemoryLayout<UInt>.size, as: UInt.self)
    return check == Self.check(of: word, at: address(at: offset)) ? word : nil
  }

  private func seal(_ word: UInt, at offset: Int) {
    let check = Self.check(of: word, at: address(at: offset))
    // Callers write to a block's own first four words only.
    unsafe base.storeBytes(of: word, toByteOffset: offset, as: UInt.self)
    // As above.
    unsafe base.storeBytes(
      of: check, toByteOffset: offset + MemoryLayout<UInt>.size, as: UInt.self)
  }

  /// Mixes a word and its address. Each step can be undone, so at one address no two words have the
  /// same check (an overwritten size or link is always found), and at two addresses no word has
  /// (a copied header is never valid). The odd factors are those of a Weyl sequence (2^64 / φ) and
  /// of a finaliser; only their low half is used on a 32-bit machine.
  private static func check(of word: UInt, at address: UInt) -> UInt {
    let position = address &* UInt(truncatingIfNeeded: 0x9E37_79B9_7F4A_7C15 as UInt64)
    let mixed = (word ^ position) &* UInt(truncatingIfNeeded: 0xFF51_AFD7_ED55_8CCD as UInt64)
    return mixed ^ (mixed >> UInt(UInt.bitWidth / 2 - 1))
  }
}
