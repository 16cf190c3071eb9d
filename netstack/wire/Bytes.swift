/// Byte primitives: wide loads and stores, and copying and summing in one pass.
///
/// The only file of the stack with unsafe constructs. Each function checks its bounds before it
/// touches memory; a call out of bounds traps. Fields may stand at any alignment.

extension Span where Element == UInt8 {
  /// The field at `offset` as it stands there, in network byte order.
  @inlinable @inline(__always)
  func wire<Field: FixedWidthInteger & BitwiseCopyable>(_: Field.Type, at offset: Int) -> Field {
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Field.self)
  }

  /// What follows the first `count` bytes, at least one.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  func after(_ count: Int) -> Span<UInt8> {
    precondition(count > 0 && count <= self.count)
    // Not `extracting`: it takes into account that a span has no address, as only an empty one has.
    let start = unsafe withUnsafeBufferPointer { unsafe $0.baseAddress.unsafelyUnwrapped + count }
    let rest = unsafe Span(_unsafeStart: start, count: self.count &- count)
    return unsafe _overrideLifetime(rest, copying: self)
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
  /// Writes a field that is in network byte order already.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func store<Field: FixedWidthInteger & BitwiseCopyable>(
    wire value: Field, at offset: Int
  ) {
    var bytes = unsafe mutableBytes
    bytes.storeBytes(of: value, toByteOffset: offset, as: Field.self)
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
  @inlinable @inline(__always)
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
  var (sum, offset, carry) = (0 as UInt, 0, false)

  @inline(__always) func add<Word: FixedWidthInteger & UnsignedInteger>(
    _: Word.Type, at ahead: Int, isCopied: Bool = false
  ) {
    let word = unsafe source.loadUnaligned(fromByteOffset: offset &+ ahead, as: Word.self)
    // Whole words of 64 bits are copied in vectors where there are several.
    if let target = unsafe target, !isCopied {
      unsafe target.storeBytes(of: word, toByteOffset: offset &+ ahead, as: Word.self)
    }
    sum = sum.adding(UInt(truncatingIfNeeded: word), carry: &carry)
  }

  @inline(__always) func addWords(_ count: Int) {
    for index in 0..<count / 4 {
      let ahead = 4 &* width &* index
      if let target = unsafe target, width == 8 {
        let from = unsafe source + offset + ahead
        unsafe (target + offset + ahead).copyMemory(from: from, byteCount: 32)
      }
      for word in 0..<4 { add(UInt.self, at: ahead &+ width &* word, isCopied: width == 8) }
    }
    advance(by: count &* width)
  }

  @inline(__always) func advance(by count: Int) {
    sum &+= carry.bit
    carry = false
    offset &+= count
  }

  let turn = 2 &* width
  while count &- offset >= turn &* width { addWords(turn) }
  if width == 8, count & 64 != 0 { addWords(8) }
  if count & (4 &* width) != 0 { addWords(4) }
  while count &- offset >= width {
    add(UInt.self, at: 0)
    advance(by: width)
  }
  if width == 8, count & 4 != 0 {
    add(UInt32.self, at: 0)
    advance(by: 4)
  }
  if count & 2 != 0 {
    add(UInt16.self, at: 0)
    advance(by: 2)
  }
  if count & 1 != 0 {
    // The first byte of a word is the lower one: all processors here are little-endian.
    add(UInt8.self, at: 0)
    advance(by: 1)
  }
  return sum
}

extension Bool {
  /// 1 or 0 without a branch: what a Bool is in memory.
  @inlinable @inline(__always)
  var bit: UInt { UInt(truncatingIfNeeded: unsafe unsafeBitCast(self, to: UInt8.self)) }
}
