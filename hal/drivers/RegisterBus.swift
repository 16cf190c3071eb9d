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
}
