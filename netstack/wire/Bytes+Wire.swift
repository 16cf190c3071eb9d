extension Span where Element == UInt8 {
  /// The big-endian 16-bit field at `offset`.
  @inlinable @inline(__always)
  public func uint16(at offset: Int) -> UInt16 { wire(UInt16.self, at: offset).bigEndian }

  /// The big-endian 32-bit field at `offset`.
  @inlinable @inline(__always)
  public func uint32(at offset: Int) -> UInt32 { wire(UInt32.self, at: offset).bigEndian }

  /// The 16-bit field at `offset` as it stands there: what swaps it twice swaps nothing.
  @inlinable @inline(__always)
  func wireUInt16(at offset: Int) -> UInt16 { wire(UInt16.self, at: offset) }

  /// The 32-bit field at `offset` as it stands there.
  @inlinable @inline(__always)
  func wireUInt32(at offset: Int) -> UInt32 { wire(UInt32.self, at: offset) }
}

extension MutableSpan where Element == UInt8 {
  /// Writes a 16-bit field in network byte order.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func store(_ value: UInt16, at offset: Int) {
    store(wire: value.bigEndian, at: offset)
  }

  /// Writes a 32-bit field in network byte order.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func store(_ value: UInt32, at offset: Int) {
    store(wire: value.bigEndian, at: offset)
  }
}
