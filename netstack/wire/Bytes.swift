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

  /// Where the bytes are. There must be some: an empty span may have no address.
  @inlinable @inline(__always)
  var start: UnsafeRawPointer {
    unsafe withUnsafeBytes { unsafe $0.baseAddress.unsafelyUnwrapped }
  }

  /// What follows the first `count` bytes, at least one.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  func after(_ count: Int) -> Span<UInt8> {
    precondition(count > 0 && count <= self.count)
    let rest = unsafe UnsafeRawBufferPointer(start: start + count, count: self.count &- count)
    return unsafe _overrideLifetime(Span(_unsafeBytes: rest), copying: self)
  }

  /// The sum of the bytes as 16-bit words in native byte order, with end-around carry in a machine
  /// word, as if an odd count were padded with a zero byte (RFC 1071 §1, §2).
  @inlinable
  public func nativeSum() -> UInt {
    isEmpty ? 0 : unsafe sumWords(at: start, count: count, copyingTo: nil)
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

  /// Where `source` is to be copied to; nil when it is empty.
  @inlinable @inline(__always)
  mutating func target(of source: Span<UInt8>, at offset: Int) -> UnsafeMutableRawPointer? {
    precondition(offset >= 0 && offset <= count && source.count <= count - offset)
    guard !source.isEmpty else { return nil }
    return unsafe withUnsafeMutableBytes { unsafe $0.baseAddress.unsafelyUnwrapped + offset }
  }

  /// Copies `source` to `offset`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func copy(_ source: Span<UInt8>, at offset: Int) {
    unsafe target(of: source, at: offset)?
      .copyMemory(from: source.start, byteCount: source.count)
  }

  /// Copies `source` to `offset` and sums it in the same pass; see `Span.nativeSum()`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func copyAndSum(_ source: Span<UInt8>, at offset: Int) -> UInt {
    guard let target = unsafe target(of: source, at: offset) else { return 0 }
    return unsafe sumWords(at: source.start, count: source.count, copyingTo: target)
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

  @inline(__always) func addFour(at ahead: Int) {
    if let target = unsafe target, width == 8 {
      unsafe (target + offset + ahead).copyMemory(from: source + offset + ahead, byteCount: 32)
    }
    add(UInt.self, at: ahead, isCopied: width == 8)
    add(UInt.self, at: ahead &+ width, isCopied: width == 8)
    add(UInt.self, at: ahead &+ 2 &* width, isCopied: width == 8)
    add(UInt.self, at: ahead &+ 3 &* width, isCopied: width == 8)
  }

  @inline(__always) func advance(by count: Int) {
    sum &+= carry.bit
    carry = false
    offset &+= count
  }

  @inline(__always) func addRest<Word: FixedWidthInteger & UnsignedInteger>(_: Word.Type) {
    guard count & MemoryLayout<Word>.size != 0 else { return }
    add(Word.self, at: 0)
    advance(by: MemoryLayout<Word>.size)
  }

  // Written out, since a build for size unrolls no loop: 128 bytes at a time, or 32 on 32 bits.
  while count &- offset >= 2 &* width &* width {
    addFour(at: 0)
    addFour(at: 4 &* width)
    if width == 8 { addFour(at: 64) }
    if width == 8 { addFour(at: 96) }
    advance(by: 2 &* width &* width)
  }
  if width == 8, count & 64 != 0 {
    addFour(at: 0)
    addFour(at: 32)
    advance(by: 64)
  }
  if count & (4 &* width) != 0 {
    addFour(at: 0)
    advance(by: 4 &* width)
  }
  while count &- offset >= width {
    add(UInt.self, at: 0)
    advance(by: width)
  }
  if width == 8 { addRest(UInt32.self) }
  addRest(UInt16.self)
  // The first byte of a word is the lower one: all processors here are little-endian.
  addRest(UInt8.self)
  return sum
}

extension Bool {
  /// 1 or 0 without a branch: what a Bool is in memory.
  @inlinable @inline(__always)
  var bit: UInt { UInt(truncatingIfNeeded: unsafe unsafeBitCast(self, to: UInt8.self)) }
}
