/// Byte primitives: wide loads and stores, and copying and summing in one pass.
///
/// The only file of the stack with unsafe constructs. Each function checks its bounds before it
/// touches memory; a call out of bounds traps. Fields are in network byte order, at any alignment.

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

  @inline(__always) func add<Word: FixedWidthInteger & UnsignedInteger>(_: Word.Type, at ahead: Int)
  {
    let word = unsafe source.loadUnaligned(fromByteOffset: offset &+ ahead, as: Word.self)
    // Whole words of 64 bits are copied in vectors.
    if let target = unsafe target, width == 4 || Word.bitWidth < 64 {
      unsafe target.storeBytes(of: word, toByteOffset: offset &+ ahead, as: Word.self)
    }
    sum = sum.adding(UInt(truncatingIfNeeded: word), carry: &carry)
  }

  @inline(__always) func addFour(at ahead: Int) {
    if let target = unsafe target, width == 8 {
      let from = unsafe source + offset + ahead
      unsafe (target + offset + ahead).copyMemory(from: from, byteCount: 32)
    }
    add(UInt.self, at: ahead)
    add(UInt.self, at: ahead &+ width)
    add(UInt.self, at: ahead &+ 2 &* width)
    add(UInt.self, at: ahead &+ 3 &* width)
  }

  @inline(__always) func advance(by count: Int) {
    sum &+= carry.bit
    carry = false
    offset &+= count
  }

  while count &- offset >= 8 &* width {
    addFour(at: 0)
    addFour(at: 4 &* width)
    advance(by: 8 &* width)
  }
  if count &- offset >= 4 &* width {
    addFour(at: 0)
    advance(by: 4 &* width)
  }
  while count &- offset >= 4 {
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
