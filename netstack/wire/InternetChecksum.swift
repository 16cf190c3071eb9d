/// The Internet checksum: the one's complement of the one's-complement sum of 16-bit words
/// (RFC 1071).
///
/// The sum runs in native byte order, which the algorithm allows (RFC 1071 §2(B)), over whole
/// machine words. Pieces may have any length, alignment and order of arrival: a piece that starts
/// at an odd offset of the covered data is byte-swapped as RFC 1071 §2(A) says.
public struct InternetChecksum: Sendable {
  @usableFromInline var sum: UInt
  @usableFromInline var isOdd: Bool

  @inlinable @inline(__always)
  public init() {
    sum = 0
    isOdd = false
  }

  /// Starts with the sum of data that was copied; see `MutableSpan.copyAndSum(_:at:)`.
  @inlinable @inline(__always)
  public init(nativeSum: UInt, byteCount: Int) {
    sum = nativeSum
    isOdd = byteCount & 1 != 0
  }

  @inlinable @inline(__always)
  public mutating func add(_ bytes: Span<UInt8>) {
    add(nativeSum: bytes.nativeSum(), byteCount: bytes.count)
  }

  /// Adds data whose sum is known already.
  @inlinable @inline(__always)
  public mutating func add(nativeSum piece: UInt, byteCount: Int) {
    sum = sum.addingEndAround(isOdd ? UInt(Self.fold(piece).byteSwapped) : piece)
    isOdd = isOdd != (byteCount & 1 != 0)
  }

  /// Adds other data, which starts at an even offset of what that one covers.
  @inlinable @inline(__always)
  public mutating func add(_ other: InternetChecksum) {
    add(nativeSum: other.sum, byteCount: other.isOdd ? 1 : 0)
  }

  /// Adds a 16-bit field at an even offset.
  @inlinable @inline(__always)
  public mutating func add(_ field: UInt16) {
    sum = sum.addingEndAround(UInt(field.bigEndian))
  }

  /// Adds a 32-bit field at an even offset.
  @inlinable @inline(__always)
  public mutating func add(_ field: UInt32) {
    add(wire: field.bigEndian)
  }

  /// Adds a 32-bit field at an even offset, as it stands on the wire.
  @inlinable @inline(__always)
  mutating func add(wire field: UInt32) {
    sum = sum.addingEndAround(UInt(field))
  }

  /// The sum of an IPv4 header without options.
  @inlinable @inline(__always)
  init(plainHeader bytes: Span<UInt8>) {
    self.init()
    #if _pointerBitWidth(_64)
      var carry = false
      sum = UInt(bytes.wire(UInt64.self, at: 0))
      sum = sum.adding(UInt(bytes.wire(UInt64.self, at: 8)), carry: &carry)
      sum = sum.adding(UInt(bytes.wireUInt32(at: 16)), carry: &carry)
      sum &+= carry.bit
    #else
      add(
        wireWords: (
          bytes.wireUInt32(at: 0), bytes.wireUInt32(at: 4), bytes.wireUInt32(at: 8),
          bytes.wireUInt32(at: 12), bytes.wireUInt32(at: 16)
        ))
    #endif
  }

  /// Adds five fields of 32 bits at even offsets, as they stand on the wire, in one chain.
  @inlinable @inline(__always)
  mutating func add(wireWords words: (UInt32, UInt32, UInt32, UInt32, UInt32)) {
    var carry = false
    sum = sum.adding(UInt(words.0), carry: &carry)
    sum = sum.adding(UInt(words.1), carry: &carry)
    sum = sum.adding(UInt(words.2), carry: &carry)
    sum = sum.adding(UInt(words.3), carry: &carry)
    sum = sum.adding(UInt(words.4), carry: &carry)
    sum &+= carry.bit
  }

  /// Lets what is added next start at an even offset, as after a zero byte.
  @inlinable @inline(__always)
  public mutating func pad() {
    isOdd = false
  }

  /// The checksum field for data that was summed with a zero in its place.
  @inlinable @inline(__always)
  public var value: UInt16 { UInt16(bigEndian: wireValue) }

  /// `value` as it stands on the wire.
  @inlinable @inline(__always)
  var wireValue: UInt16 { ~Self.fold(sum) }

  /// Whether data that was summed with its checksum in place is intact (RFC 1071 §1 (3)).
  @inlinable @inline(__always)
  public var isValid: Bool { Self.fold(sum) == 0xFFFF }

  /// The checksum after one covered 16-bit field has changed (RFC 1624 §3, equation 3).
  ///
  /// The checksum of data that has become all zero is given as 0, where a new sum gives 0xFFFF: the
  /// old checksum does not tell such data from others.
  @inlinable
  public static func update(_ checksum: UInt16, from old: UInt16, to new: UInt16) -> UInt16 {
    var sum = UInt32(~checksum) &+ UInt32(~old) &+ UInt32(new)
    sum = (sum & 0xFFFF) &+ (sum >> 16)
    sum = (sum & 0xFFFF) &+ (sum >> 16)
    return ~UInt16(truncatingIfNeeded: sum)
  }

  /// The checksum after a field has become less by `amount`, as `update(_:from:to:)` gives it: the
  /// last two terms of the equation are one then.
  @inlinable @inline(__always)
  public static func update(_ checksum: UInt16, decreasingFieldBy amount: UInt16) -> UInt16 {
    let (sum, carry) = (~checksum).addingReportingOverflow(~amount)
    return ~(sum &+ UInt16(truncatingIfNeeded: carry.bit))
  }

  /// A machine word's 16-bit parts, added with end-around carry.
  @inlinable @inline(__always)
  static func fold(_ sum: UInt) -> UInt16 {
    // Each half plus the other, and the carry of the lower sum into the upper one, is what the
    // upper half holds then.
    #if _pointerBitWidth(_64)
      let halves = sum &+ (sum &<< 32 | sum &>> 32)
      return fold(UInt32(truncatingIfNeeded: halves &>> 32))
    #else
      return fold(UInt32(sum))
    #endif
  }

  @inlinable @inline(__always)
  static func fold(_ sum: UInt32) -> UInt16 {
    UInt16(truncatingIfNeeded: (sum &+ (sum &<< 16 | sum &>> 16)) &>> 16)
  }
}
