private typealias Copy =
  @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer, Int) -> UnsafeMutableRawPointer

@_extern(c, "memcpy") private func memcpy(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer
@_extern(c, "__aeabi_memcpy") private func aeabiMemcpy(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer
@_extern(c, "__aeabi_memcpy4") private func aeabiMemcpy4(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer
@_extern(c, "__aeabi_memcpy8") private func aeabiMemcpy8(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer

/// The runtime's copying between memory that doesn't overlap.
enum MemoryCopyChecks {
  static func run(_ report: inout CheckReport) {
    // The AEABI's forms return nothing; that they are memcpy itself is the linker script's choice.
    unsafe check("memcpy", opaque(memcpy), alignment: 1, &report)
    unsafe check("__aeabi_memcpy", opaque(aeabiMemcpy), alignment: 1, &report)
    unsafe check("__aeabi_memcpy4", opaque(aeabiMemcpy4), alignment: 4, &report)
    unsafe check("__aeabi_memcpy8", opaque(aeabiMemcpy8), alignment: 8, &report)
  }

  private static func check(
    _ name: StaticString, _ copy: Copy, alignment: Int, _ report: inout CheckReport
  ) {
    report.check(name, "copies every length at every alignment, and nothing else") {
      for source in stride(from: 0, to: 8, by: alignment) {
        for target in stride(from: 0, to: 8, by: alignment) {
          for length in 0...70 where unsafe !isCorrect(copy, source, target, length) {
            return FailedCase(
              Input("source", source), Input("target", target), Input("length", length))
          }
        }
      }
      return nil
    }
  }

  private static func isCorrect(_ copy: Copy, _ source: Int, _ target: Int, _ length: Int) -> Bool {
    let (size, guardByte) = (96, 0xA5 as UInt8)
    return unsafe withUnsafeTemporaryAllocation(byteCount: 2 * 96, alignment: 8) { bytes in
      for index in 0..<size {
        unsafe bytes[index] = MemoryPattern.byte(index)
        unsafe bytes[size + index] = guardByte
      }
      let start = unsafe bytes.baseAddress.unsafelyUnwrapped
      // A guard of eight bytes is left in front of either range.
      let from = source + 8
      let to = size + target + 8
      guard unsafe copy(start + to, start + from, length) == start + to else { return false }
      for index in 0..<size {
        guard unsafe bytes[index] == MemoryPattern.byte(index) else { return false }
        let offset = size + index - to
        let expected =
          (0..<length).contains(offset) ? MemoryPattern.byte(from + offset) : guardByte
        guard unsafe bytes[size + index] == expected else { return false }
      }
      return true
    }
  }
}
