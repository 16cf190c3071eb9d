/// A file that QEMU's loader put into RAM before the image ran, behind all that the linker script
/// gives to the image.
enum LoadedFile {
  static var capture: UInt { 0x2030_0000 }
  static var neighbor: UInt { 0x2031_0000 }

  /// The file, and zeros behind it.
  @_lifetime(immortal)
  static func bytes(at address: UInt) -> Span<UInt8> {
    // 64 KB of RAM from a constant address, written by nobody: they last as long as the image runs.
    let start = unsafe UnsafePointer<UInt8>(bitPattern: address).unsafelyUnwrapped
    let span = unsafe Span(_unsafeStart: start, count: 0x1_0000)
    return unsafe _overrideLifetime(span, copying: ())
  }
}
