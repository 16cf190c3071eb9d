/// Memory that a peripheral's DMA shares with the processor: descriptors, in words, and buffers.
///
/// Drivers are generic over it: on the board it is `MemoryMappedDMA`, in tests an array beside a
/// model of the DMA. Words of descriptors may change at any time, so each access counts and none
/// may be left out, repeated or reordered. Buffers are plain memory, lent while they are the
/// processor's: a descriptor's OWN bit says so, and the barriers below order the two.
public protocol DMAMemory: ~Copyable {
  /// Where the memory begins as the DMA sees it; a multiple of four.
  var busAddress: UInt32 { get }

  var byteCount: Int { get }

  /// Reads the word `offset` bytes from the beginning; a multiple of four.
  mutating func load(_ offset: Int) -> UInt32

  /// Writes the word `offset` bytes from the beginning; a multiple of four.
  mutating func store(_ value: UInt32, at offset: Int)

  /// Orders every access before it against every access behind it (DMB).
  ///
  /// Between a buffer with the words of its descriptor and the word with OWN that gives them to
  /// the DMA, and between reading OWN and reading what the DMA wrote: neither compiler nor
  /// processor may move one past the other.
  mutating func orderAccesses()

  /// Completes every access before it before anything behind it begins (DSB).
  ///
  /// Before a demand register is written: the DMA reads the descriptor at once, over another bus
  /// than the one that carries the write.
  mutating func completeAccesses()

  /// Lends one part to be read and another to be written, both the processor's for as long. Traps
  /// when they overlap or reach beyond the memory.
  mutating func lend<Result: ~Copyable>(
    reading: Range<Int>, writing: Range<Int>,
    _ body: (_ source: Span<UInt8>, _ target: consuming MutableSpan<UInt8>) -> Result
  ) -> Result
}
