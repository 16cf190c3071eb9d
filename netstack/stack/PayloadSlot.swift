/// Room for the payload of one outgoing datagram, in the device's transmit slot.
///
/// `send` and `discard` consume it, and they alone make the receipt that the caller must return.
public struct PayloadSlot: ~Copyable, ~Escapable {
  /// The room for the payload; its content is undefined at first.
  public var bytes: MutableSpan<UInt8>
  @usableFromInline let isClosed: Bool

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
    guard !isClosed, length >= 0, length <= bytes.count else { return .tooLong }
    return PayloadReceipt(length: length)
  }

  /// Sends a copy of `payload`, copied and summed in one pass.
  @inlinable @inline(__always)
  public consuming func send(copying payload: Span<UInt8>) -> PayloadReceipt {
    guard !isClosed, payload.count <= bytes.count else { return .tooLong }
    let sum = bytes.copyAndSum(payload, at: 0)
    return PayloadReceipt(length: payload.count, nativeSum: sum)
  }

  public consuming func discard() -> PayloadReceipt { .discard }
}

/// The proof that a payload slot was settled.
public struct PayloadReceipt: ~Copyable {
  enum Settlement {
    case discard
    case tooLong
    /// `sum` is nil when the payload has not been summed yet.
    case send(length: Int, sum: InternetChecksum?)
  }

  // Few words rather than an enumeration, to be returned in registers.
  /// The payload's; negative when there is none to send.
  let length: Int
  private let nativeSum: UInt
  private let isSummed: Bool

  private static var discardLength: Int { -1 }
  @usableFromInline static var tooLongLength: Int { -2 }

  static var discard: PayloadReceipt { PayloadReceipt(length: discardLength) }
  @usableFromInline static var tooLong: PayloadReceipt { PayloadReceipt(length: tooLongLength) }

  init(length: Int) {
    self.length = length
    nativeSum = 0
    isSummed = false
  }

  @usableFromInline
  init(length: Int, nativeSum: UInt) {
    self.length = length
    self.nativeSum = nativeSum
    isSummed = true
  }

  /// Nil when the payload has not been summed yet.
  var sum: InternetChecksum? {
    isSummed ? InternetChecksum(nativeSum: nativeSum, byteCount: length) : nil
  }

  var isTooLong: Bool { length == Self.tooLongLength }

  var settlement: Settlement {
    if isTooLong { return .tooLong }
    return length < 0 ? .discard : .send(length: length, sum: sum)
  }
}
