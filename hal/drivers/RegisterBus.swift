/// The 32-bit registers of one peripheral.
///
/// Drivers are generic over it: on the board it is `MemoryMappedBus`, in tests a model of the
/// chip. Reads have side effects, so even `load` is mutating, and no access may be left out,
/// repeated or reordered.
public protocol RegisterBus: ~Copyable {
  /// Reads the register `offset` bytes from the peripheral's base; a multiple of four.
  mutating func load(_ offset: Int) -> UInt32

  /// Writes the register `offset` bytes from the peripheral's base; a multiple of four.
  mutating func store(_ value: UInt32, at offset: Int)

  /// Takes as many words as `words` has from a FIFO whose port is the eight registers from `offset` on:
  /// each of them gives the next word.
  mutating func load(_ words: inout MutableSpan<UInt32>, fromPort offset: Int)

  /// Gives all `words` to a FIFO whose port is the eight registers from `offset` on: each of them takes
  /// the next word.
  mutating func store(_ words: Span<UInt32>, toPort offset: Int)
}
