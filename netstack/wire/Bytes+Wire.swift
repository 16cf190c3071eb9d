extension Span where Element == UInt8 {
  /// The 16-bit field at `offset` as it stands there: what swaps it twice swaps nothing.
  @inlinable @inline(__always)
  func wireUInt16(at offset: Int) -> UInt16 { uint16(at: offset).bigEndian }

  /// The 32-bit field at `offset` as it stands there.
  @inlinable @inline(__always)
  func wireUInt32(at offset: Int) -> UInt32 { uint32(at: offset).bigEndian }

  /// What follows the first `count` bytes, at least one.
  @inlinable @inline(__always)
  @_lifetime(copy self)
  func after(_ count: Int) -> Span<UInt8> {
    precondition(count > 0 && count <= self.count)
    return extracting(count..<self.count)
  }
}

extension MutableSpan where Element == UInt8 {
  /// Writes a 16-bit field that is in network byte order already.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func store(wire value: UInt16, at offset: Int) {
    store(UInt16(bigEndian: value), at: offset)
  }

  /// Writes a 32-bit field that is in network byte order already.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func store(wire value: UInt32, at offset: Int) {
    store(UInt32(bigEndian: value), at: offset)
  }
}
