/// Memory of exactly the size that is asked for, so that AddressSanitizer sees every access past
/// the end. (An array's buffer is often larger than the array.)
enum ExactMemory {
  static func lend(_ bytes: ArraySlice<UInt8>, _ body: (Span<UInt8>) -> Void) {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    // Nothing outlives the call: what is lent can't escape.
    defer { unsafe memory.deallocate() }
    _ = unsafe memory.initialize(fromContentsOf: bytes)
    body(unsafe Span(_unsafeElements: memory))
  }

  /// What `write` makes of `count` zeros.
  static func written(
    count: Int, _ write: (inout MutableSpan<UInt8>) -> Void
  ) -> [UInt8] {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
    // As above.
    defer { unsafe memory.deallocate() }
    unsafe memory.initialize(repeating: 0)
    var span = unsafe MutableSpan(_unsafeElements: memory)
    write(&span)
    return unsafe Array(memory)
  }
}
