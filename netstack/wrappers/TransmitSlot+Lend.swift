import Link
import Wire

extension TransmitSlot {
  /// A slot over the same bytes, to be settled by the caller of a wrapper.
  ///
  /// Its receipt goes no further than the wrapper, which finds in it how long the frame is that
  /// stands in this slot now, and settles this slot itself.
  @_lifetime(&self)
  mutating func lend() -> TransmitSlot {
    TransmitSlot(bytes.part(0..<bytes.count))
  }
}
