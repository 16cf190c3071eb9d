/// Room for the payload of one outgoing datagram, in the device's transmit slot.
///
/// `send` and `discard` consume it, and they alone make the receipt that the caller must return.
public struct PayloadSlot: ~Copyable, ~Escapable {
  /// The room for the payload; its content is undefined at first.
  public var bytes: MutableSpan<UInt8>
  private let isClosed: Bool

  @_lifetime(copy bytes)
  init(_ bytes: consuming MutableSpan<UInt8>) {
    self.bytes = bytes
    isClosed = false
  }

  /// A slot without room even for an empty payload.
  @_lifetime(copy bytes)
  init(closedTo bytes: consuming MutableSpan<UInt8>) {
    self.bytes = bytes
    isClosed = true
  }

  /// Sends the first `length` bytes of the room.
  public consuming func send(_ length: Int) -> PayloadReceipt {
    guard !isClosed, length >= 0, length <= bytes.count else { return PayloadReceipt(.tooLong) }
    return PayloadReceipt(.send(length: length, sum: nil))
  }

  /// Sends a copy of `payload`, copied and summed in one pass.
  public consuming func send(copying payload: Span<UInt8>) -> PayloadReceipt {
    guard !isClosed, payload.count <= bytes.count else { return PayloadReceipt(.tooLong) }
    let sum = bytes.copyAndSum(payload, at: 0)
    return PayloadReceipt(
      .send(
        length: payload.count, sum: InternetChecksum(nativeSum: sum, byteCount: payload.count)))
  }

  public consuming func discard() -> PayloadReceipt {
    PayloadReceipt(.discard)
  }
}

/// The proof that a payload slot was settled.
public struct PayloadReceipt: ~Copyable {
  enum Settlement {
    case discard
    case tooLong
    /// `sum` is nil when the payload has not been summed yet.
    case send(length: Int, sum: InternetChecksum?)
  }

  let settlement: Settlement

  init(_ settlement: Settlement) {
    self.settlement = settlement
  }
}
