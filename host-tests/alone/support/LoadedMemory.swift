/// RAM behind all that the linker script gives to the image, where QEMU's loader puts what the image
/// is fed.
enum LoadedMemory {
  /// A capture, and zeros behind it.
  static var capture: Span<UInt8> {
    @_lifetime(immortal) get {
      // RAM from a constant address, written by nobody: it lasts as long as the image runs.
      let start = unsafe UnsafePointer<UInt8>(bitPattern: 0x2030_0000).unsafelyUnwrapped
      let span = unsafe Span(_unsafeStart: start, count: 0xF_0000)
      return unsafe _overrideLifetime(span, copying: ())
    }
  }

  /// Room for a frame, two bytes into a word, as drivers put it.
  @inline(__always)
  static func withSlot<Result: ~Copyable>(_ body: (inout MutableSpan<UInt8>) -> Result) -> Result {
    // RAM from a constant address that this function alone lends.
    let start = unsafe UnsafeMutablePointer<UInt8>(bitPattern: 0x203F_0002).unsafelyUnwrapped
    var span = unsafe MutableSpan(_unsafeStart: start, count: 1514)
    return body(&span)
  }

  /// The image's own address, its first octet uppermost.
  static var address: UInt32 {
    // A word of RAM at a constant address, written by nobody.
    unsafe UnsafePointer<UInt32>(bitPattern: 0x203F_FF00).unsafelyUnwrapped.pointee
  }
}
