import SeededRandom

/// A block of the heap, filled with a pattern of its own.
@safe struct HeapBlock {
  private(set) var byteCount = 0
  private var bytes: UnsafeMutableRawPointer?
  private var seed = 0

  var isAllocated: Bool { unsafe bytes != nil }

  /// - Returns: whether a block came that keeps the promises of the function it came from.
  mutating func allocate(using generator: inout SplitMix64) -> Bool {
    // Most are small, some are 4 KB.
    byteCount =
      generator.next(below: 64) == 0
      ? generator.next(below: 4096) : generator.next(below: 1 << generator.next(below: 9))
    seed = generator.next(below: 256)
    var alignment: UInt = 8
    switch generator.next(below: 3) {
    case 0:
      unsafe bytes = AllocationSymbols.malloc(UInt(byteCount))
    case 1:
      unsafe bytes = AllocationSymbols.calloc(UInt(byteCount), 1)
      guard holds({ _ in 0 }) else { return false }
    default:
      alignment = 4 << UInt(generator.next(below: 8))
      let result = unsafe AllocationSymbols.posixMemalign(
        alignment: alignment, UInt(byteCount))
      guard unsafe result.status == 0 else { return false }
      unsafe bytes = result.pointer
    }
    guard let bytes = unsafe bytes, UInt(bitPattern: bytes) % alignment == 0 else { return false }
    for index in 0..<byteCount {
      unsafe bytes.storeBytes(
        of: MemoryPattern.byte(seed + index), toByteOffset: index, as: UInt8.self)
    }
    return true
  }

  /// - Returns: whether the content was still there.
  mutating func deallocate() -> Bool {
    let seed = seed
    let isIntact = holds { MemoryPattern.byte(seed + $0) }
    unsafe AllocationSymbols.free(bytes)
    unsafe bytes = nil
    return isIntact
  }

  private func holds(_ expected: (Int) -> UInt8) -> Bool {
    guard let bytes = unsafe bytes else { return false }
    for index in 0..<byteCount
    where unsafe bytes.load(fromByteOffset: index, as: UInt8.self) != expected(index) {
      return false
    }
    return true
  }
}
