import Wire

/// Bytes in an allocation of exactly their size, so that AddressSanitizer sees every access past
/// the end. (An array's buffer is often larger than the array.)
@safe struct ExactBytes: ~Copyable {
  private let storage: UnsafeMutableBufferPointer<UInt8>

  init(_ bytes: some Collection<UInt8>) {
    unsafe storage = .allocate(capacity: bytes.count)
    _ = unsafe storage.initialize(fromContentsOf: bytes)
  }

  deinit { unsafe storage.deallocate() }

  var span: Span<UInt8> {
    @_lifetime(borrow self) get {
      unsafe _overrideLifetime(Span(_unsafeElements: storage), borrowing: self)
    }
  }

  var mutableSpan: MutableSpan<UInt8> {
    @_lifetime(&self) mutating get {
      unsafe _overrideLifetime(MutableSpan(_unsafeElements: storage), mutating: &self)
    }
  }

  /// What `write` makes of `count` bytes that were all `filler`.
  static func written(
    count: Int, filler: UInt8 = 0, _ write: (inout MutableSpan<UInt8>) -> Void
  ) -> [UInt8] {
    var bytes = ExactBytes(repeatElement(filler, count: count))
    var span = bytes.mutableSpan
    write(&span)
    return Array(bytes.span)
  }

  /// Lends `count` bytes with others on either side, for tests of checks: a write beyond them ends
  /// the process by a check alone, not by the harm it does.
  static func withWindow(count: Int, _ write: (inout MutableSpan<UInt8>) -> Void) {
    var bytes = ExactBytes(repeatElement(0, count: 32 + count + 32))
    var whole = bytes.mutableSpan
    var window = whole.part(32..<32 + count)
    write(&window)
  }
}

extension Array where Element == UInt8 {
  /// The array with other bytes from `offset` on.
  func replacing(at offset: Int, with bytes: UInt8...) -> [UInt8] {
    var copy = self
    copy.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    return copy
  }
}
