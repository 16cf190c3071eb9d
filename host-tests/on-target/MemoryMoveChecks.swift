private typealias Move =
  @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer, Int) -> UnsafeMutableRawPointer

@_extern(c, "memmove") private func memmove(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer
@_extern(c, "__aeabi_memmove") private func aeabiMemmove(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer
@_extern(c, "__aeabi_memmove4") private func aeabiMemmove4(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer
@_extern(c, "__aeabi_memmove8") private func aeabiMemmove8(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) -> UnsafeMutableRawPointer

/// The runtime's copying between memory that may overlap.
enum MemoryMoveChecks {
  static func run(_ report: inout CheckReport) {
    unsafe check("memmove", opaque(memmove), alignment: 1, &report)
    unsafe check("__aeabi_memmove", opaque(aeabiMemmove), alignment: 1, &report)
    unsafe check("__aeabi_memmove4", opaque(aeabiMemmove4), alignment: 4, &report)
    unsafe check("__aeabi_memmove8", opaque(aeabiMemmove8), alignment: 8, &report)
  }

  private static func check(
    _ name: StaticString, _ move: Move, alignment: Int, _ report: inout CheckReport
  ) {
    report.check(name, "moves every length over every distance, up and down") {
      for source in stride(from: 0, to: 8, by: alignment) {
        for distance in stride(from: 0, through: 17, by: alignment) {
          for length in 0...70 {
            guard unsafe isCorrect(move, from: 32 + source, to: 32 + source + distance, length),
              unsafe isCorrect(move, from: 32 + source + distance, to: 32 + source, length)
            else {
              return FailedCase(
                Input("source", source), Input("distance", distance), Input("length", length))
            }
          }
        }
      }
      return nil
    }
  }

  private static func isCorrect(
    _ move: Move, from source: Int, to target: Int, _ length: Int
  ) -> Bool {
    unsafe withUnsafeTemporaryAllocation(byteCount: 160, alignment: 8) { bytes in
      for index in bytes.indices { unsafe bytes[index] = MemoryPattern.byte(index) }
      let start = unsafe bytes.baseAddress.unsafelyUnwrapped
      guard unsafe move(start + target, start + source, length) == start + target else {
        return false
      }
      for index in bytes.indices {
        let offset = index - target
        let origin = (0..<length).contains(offset) ? source + offset : index
        guard unsafe bytes[index] == MemoryPattern.byte(origin) else { return false }
      }
      return true
    }
  }
}
