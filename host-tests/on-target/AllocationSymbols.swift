/// The heap under the names by which the Swift runtime and C code reach it.
///
/// Swift 6.3 lets no Swift code name `malloc` and `free`. Their other names are called here, to
/// which the linker leads every call of the two, and `free` itself is what the runtime calls for `deallocate()`.
@safe enum AllocationSymbols {
  static func malloc(_ byteCount: UInt) -> UnsafeMutableRawPointer? {
    unsafe opaque(heapMalloc)(byteCount)
  }

  static func calloc(_ count: UInt, _ elementSize: UInt) -> UnsafeMutableRawPointer? {
    unsafe opaque(heapCalloc)(count, elementSize)
  }

  static func posixMemalign(
    alignment: UInt, _ byteCount: UInt
  ) -> (status: CInt, pointer: UnsafeMutableRawPointer?) {
    // No valid pointer, so that a failure must have written its null.
    var pointer = unsafe UnsafeMutableRawPointer(bitPattern: 1)
    let status = unsafe opaque(heapMemalign)(&pointer, alignment, byteCount)
    return unsafe (status, pointer)
  }

  static func free(_ pointer: UnsafeMutableRawPointer?) {
    guard let pointer = unsafe pointer else { return unsafe opaque(heapFree)(nil) }
    unsafe opaque(pointer).deallocate()
  }
}

@_extern(c, "__wrap_malloc") private func heapMalloc(_ byteCount: UInt) -> UnsafeMutableRawPointer?
@_extern(c, "calloc") private func heapCalloc(
  _ count: UInt, _ elementSize: UInt
) -> UnsafeMutableRawPointer?
@_extern(c, "posix_memalign") private func heapMemalign(
  _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: UInt, _ byteCount: UInt
) -> CInt
@_extern(c, "__wrap_free") private func heapFree(_ pointer: UnsafeMutableRawPointer?)
