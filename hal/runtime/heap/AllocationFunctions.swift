import Heap

// The names under which the Swift runtime and C code reach the system's heap (POSIX.1-2024). There
// is no errno on the board: only posix_memalign says why it failed. Sizes are size_t; those beyond
// Int.max are cut to it, which no heap can serve, and so fail and are counted like any other.
//
// Swift 6.3 keeps the names malloc and free to itself: a Swift definition of either is a warning
// that is to become an error (swiftlang/swift#87239). They are defined here under the names that
// the linker's option --wrap gives to every call of the two. Unlike an alias, it keeps neither in an
// image that calls neither.

private enum ErrorNumber {
  static var notEnoughMemory: CInt { 12 }  // ENOMEM
  static var invalidArgument: CInt { 22 }  // EINVAL
}

/// The alignment must be a power of two and a multiple of the size of a pointer (POSIX.1-2024,
/// posix_memalign). The Embedded runtime raises what it passes to the size of a pointer, so nothing
/// less is let through. It ignores the result and looks at the pointer alone, which therefore
/// becomes null on failure. Zero bytes give a block of their own: the runtime takes null for failure.
@c(posix_memalign)
public func allocateAligned(
  _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: UInt, _ byteCount: UInt
) -> CInt {
  // The caller promises room for one pointer.
  unsafe result.pointee = nil
  let pointerSize = UInt(MemoryLayout<UInt>.size)
  guard alignment >= pointerSize, alignment & (alignment - 1) == 0
  else { return ErrorNumber.invalidArgument }
  // The block goes to the caller, who owns it from here on.
  guard
    let block = unsafe SystemHeap.allocate(
      byteCount: Int(clamping: byteCount), alignment: Int(clamping: alignment))
  else { return ErrorNumber.notEnoughMemory }
  // As above.
  unsafe result.pointee = block
  return 0
}

@c(__wrap_malloc)
public func allocate(_ byteCount: UInt) -> UnsafeMutableRawPointer? {
  // The block goes to the caller, who owns it from here on.
  unsafe SystemHeap.allocate(byteCount: Int(clamping: byteCount))
}

@c(calloc)
public func allocateZeroed(_ count: UInt, _ elementSize: UInt) -> UnsafeMutableRawPointer? {
  let (product, overflow) = count.multipliedReportingOverflow(by: elementSize)
  let byteCount = overflow ? Int.max : Int(clamping: product)
  // The block goes to the caller, who owns it from here on.
  return unsafe SystemHeap.allocateZeroed(byteCount: byteCount)
}

/// Null is ignored (C11 §7.22.3.3).
@c(__wrap_free)
public func deallocate(_ pointer: UnsafeMutableRawPointer?) {
  // The heap checks the pointer.
  guard let pointer = unsafe pointer else { return }
  // As above.
  unsafe SystemHeap.deallocate(pointer)
}
