/// Room for one outgoing frame in the device's memory.
///
/// The only ways to settle a slot are `send` and `discard`; both consume it, so it can be neither
/// used afterwards nor settled twice.
public struct TransmitSlot: ~Copyable, ~Escapable {
  /// The room for the frame, from the destination address on; at least the device's
  /// `maximumFrameSize`. Its content is undefined at first.
  public var bytes: MutableSpan<UInt8>

  @_lifetime(copy bytes)
  public init(_ bytes: consuming MutableSpan<UInt8>) {
    self.bytes = bytes
  }

  /// Hands the first `length` bytes to the device, which pads them to the medium's minimum.
  /// A length beyond the slot is cut to the slot; one below 0 sends nothing.
  @inlinable @inline(__always)
  public consuming func send(_ length: Int) -> TransmitReceipt {
    TransmitReceipt(length: max(0, min(length, bytes.count)))
  }

  /// Gives the slot back unsent.
  @inlinable @inline(__always)
  public consuming func discard() -> TransmitReceipt {
    TransmitReceipt(length: 0)
  }
}

/// The proof that a slot was settled. Only the slot makes it and only its device reads it.
public struct TransmitReceipt: ~Copyable {
  /// How many bytes to transmit; 0 when the slot was discarded.
  public let length: Int

  @inlinable
  init(length: Int) {
    self.length = length
  }
}
