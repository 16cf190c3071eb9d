internal import CortexMIntrinsics
import _Volatile

/// A region in the processor's memory map that a DMA reaches too.
///
/// A Cortex-M4 has no data cache: ordering is all that sharing takes.
public struct MemoryMappedDMA: ~Copyable, DMAMemory {
  public let busAddress: UInt32
  public let byteCount: Int
  private let baseAddress: UInt

  /// The caller vouches that `byteCount` bytes from `baseAddress` on, aligned to four, are memory
  /// that lives as long as the program and that nothing else uses.
  /// - Parameter busAddress: where the DMA sees the region; when nil, where the processor does.
  @unsafe public init(baseAddress: UInt, byteCount: Int, busAddress: UInt32? = nil) {
    self.baseAddress = baseAddress
    self.byteCount = byteCount
    self.busAddress = busAddress ?? UInt32(truncatingIfNeeded: baseAddress)
  }

  public mutating func load(_ offset: Int) -> UInt32 { word(offset).load() }

  public mutating func store(_ value: UInt32, at offset: Int) { word(offset).store(value) }

  public mutating func orderAccesses() { cortexm_dmb() }

  public mutating func completeAccesses() { cortexm_dsb() }

  public mutating func lend<Result: ~Copyable>(
    reading: Range<Int>, writing: Range<Int>,
    _ body: (_ source: Span<UInt8>, _ target: consuming MutableSpan<UInt8>) -> Result
  ) -> Result {
    precondition(!reading.overlaps(writing))
    // Within the region that the initialiser's caller vouched for, and self is held exclusively
    // while the body runs, so nobody else lends the same bytes.
    let source = unsafe UnsafeBufferPointer(start: bytes(reading), count: reading.count)
    // As above; and the two do not overlap.
    let target = unsafe UnsafeMutableBufferPointer(start: bytes(writing), count: writing.count)
    return unsafe body(source.span, target.mutableSpan)
  }

  private func word(_ offset: Int) -> VolatileMappedRegister<UInt32> {
    precondition(offset >= 0 && offset & 3 == 0 && offset < byteCount)
    // Within the region, and aligned as it is.
    return unsafe VolatileMappedRegister(
      unsafeBitPattern: baseAddress &+ UInt(bitPattern: offset))
  }

  private func bytes(_ range: Range<Int>) -> UnsafeMutablePointer<UInt8>? {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    // Within the region.
    return unsafe UnsafeMutablePointer(
      bitPattern: baseAddress &+ UInt(bitPattern: range.lowerBound))
  }
}
