/// Byte primitives: wide loads and stores, and copying and summing in one pass.
///
/// The only file of the stack with unsafe constructs. Each function checks its bounds before it
/// touches memory; a call out of bounds is a programming error and traps. Multi-byte fields are in
/// network byte order at any alignment.

extension Span where Element == UInt8 {
  /// The big-endian 16-bit field at `offset`.
  @inlinable @inline(__always)
  public func uint16(at offset: Int) -> UInt16 {
    UInt16(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// The big-endian 32-bit field at `offset`.
  @inlinable @inline(__always)
  public func uint32(at offset: Int) -> UInt32 {
    UInt32(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The sum of the bytes as 16-bit words in native byte order, with end-around carry in a machine
  /// word, as if an odd count were padded with a zero byte (RFC 1071 §1, §2).
  @inlinable
  public func nativeSum() -> UInt {
    unsafe withUnsafeBytes { source in
      guard let start = source.baseAddress else { return 0 }
      return unsafe sumWords(at: start, count: source.count, copyingTo: nil)
    }
  }
}

extension MutableSpan where Element == UInt8 {
  /// Writes a 16-bit field in network byte order.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func store(_ value: UInt16, at offset: Int) {
    var bytes = unsafe mutableBytes
    bytes.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
  }

  /// Writes a 32-bit field in network byte order.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func store(_ value: UInt32, at offset: Int) {
    var bytes = unsafe mutableBytes
    bytes.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
  }

  /// Copies `source` to `offset`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func copy(_ source: Span<UInt8>, at offset: Int) {
    precondition(offset >= 0 && offset <= count && source.count <= count - offset)
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        unsafe (to + offset).copyMemory(from: from, byteCount: source.count)
      }
    }
  }

  /// Copies `source` to `offset` and sums it in the same pass; see `Span.nativeSum()`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func copyAndSum(_ source: Span<UInt8>, at offset: Int) -> UInt {
    precondition(offset >= 0 && offset <= count && source.count <= count - offset)
    return unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
        return unsafe sumWords(at: from, count: source.count, copyingTo: to + offset)
      }
    }
  }

  /// The part of this span in `range`, lent until its last use.
  @inlinable
  @_lifetime(&self)
  public mutating func part(_ range: Range<Int>) -> MutableSpan<UInt8> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let part = unsafe withUnsafeMutableBufferPointer {
      unsafe UnsafeMutableBufferPointer(rebasing: $0[range])
    }
    return unsafe _overrideLifetime(MutableSpan(_unsafeElements: part), mutating: &self)
  }
}

/// Sums `count` bytes, and copies them when `target` is given; a constant `nil` folds away.
@inlinable @inline(__always)
func sumWords(
  at source: UnsafeRawPointer, count: Int, copyingTo target: UnsafeMutableRawPointer?
) -> UInt {
  let width = MemoryLayout<UInt>.size
  var sum: UInt = 0
  var offset = 0

  @inline(__always) func take<Word: FixedWidthInteger & UnsignedInteger>(_: Word.Type) {
    let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: Word.self)
    if let target = unsafe target {
      unsafe target.storeBytes(of: word, toByteOffset: offset, as: Word.self)
    }
    sum = sum.addingEndAround(UInt(truncatingIfNeeded: word))
    offset &+= MemoryLayout<Word>.size
  }

  while offset &+ 8 &* width <= count {
    take(UInt.self)
    take(UInt.self)
    take(UInt.self)
    take(UInt.self)
    take(UInt.self)
    take(UInt.self)
    take(UInt.self)
    take(UInt.self)
  }
  while offset &+ width <= count { take(UInt.self) }
  while offset &+ 2 <= count { take(UInt16.self) }
  if offset < count {
    let byte = unsafe source.load(fromByteOffset: offset, as: UInt8.self)
    if let target = unsafe target {
      unsafe target.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    }
    sum = sum.addingEndAround(UInt(UInt16(byte).littleEndian))
  }
  return sum
}

extension UInt {
  /// One's-complement addition (RFC 1071 §1).
  @inlinable @inline(__always)
  func addingEndAround(_ other: UInt) -> UInt {
    let (sum, carry) = addingReportingOverflow(other)
    return sum &+ (carry ? 1 : 0)
  }
}
