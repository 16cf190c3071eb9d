@_extern(c, "memset") private func memset(
  _ target: UnsafeMutableRawPointer, _ byte: CInt, _ count: Int
) -> UnsafeMutableRawPointer
@_extern(c, "__aeabi_memset") private func aeabiMemset(
  _ target: UnsafeMutableRawPointer, _ count: Int, _ byte: CInt)
@_extern(c, "__aeabi_memset4") private func aeabiMemset4(
  _ target: UnsafeMutableRawPointer, _ count: Int, _ byte: CInt)
@_extern(c, "__aeabi_memset8") private func aeabiMemset8(
  _ target: UnsafeMutableRawPointer, _ count: Int, _ byte: CInt)
@_extern(c, "__aeabi_memclr") private func aeabiMemclr(
  _ target: UnsafeMutableRawPointer, _ count: Int)
@_extern(c, "__aeabi_memclr4") private func aeabiMemclr4(
  _ target: UnsafeMutableRawPointer, _ count: Int)
@_extern(c, "__aeabi_memclr8") private func aeabiMemclr8(
  _ target: UnsafeMutableRawPointer, _ count: Int)

/// The runtime's filling of memory.
enum MemoryFillChecks {
  private typealias Set =
    @convention(c) (UnsafeMutableRawPointer, CInt, Int) -> UnsafeMutableRawPointer
  /// The AEABI has the count before the byte (Arm RTABI §4.3.4).
  private typealias AEABISet = @convention(c) (UnsafeMutableRawPointer, Int, CInt) -> Void
  private typealias AEABIClear = @convention(c) (UnsafeMutableRawPointer, Int) -> Void

  /// Only the lowest byte of the number counts.
  private static var bytes: [5 of CInt] { [0, 0x5A, 0xFF, -1, 0x1A3] }

  static func run(_ report: inout CheckReport) {
    for index in bytes.indices {
      let byte = bytes[index]
      let set: Set = unsafe opaque(memset)
      unsafe check("memset", byte, alignment: 1, &report) { target, count in
        unsafe set(target, byte, count) == target
      }
      unsafe check("__aeabi_memset", opaque(aeabiMemset), byte, alignment: 1, &report)
      unsafe check("__aeabi_memset4", opaque(aeabiMemset4), byte, alignment: 4, &report)
      unsafe check("__aeabi_memset8", opaque(aeabiMemset8), byte, alignment: 8, &report)
    }
    unsafe check("__aeabi_memclr", opaque(aeabiMemclr), alignment: 1, &report)
    unsafe check("__aeabi_memclr4", opaque(aeabiMemclr4), alignment: 4, &report)
    unsafe check("__aeabi_memclr8", opaque(aeabiMemclr8), alignment: 8, &report)
  }

  private static func check(
    _ name: StaticString, _ set: AEABISet, _ byte: CInt, alignment: Int,
    _ report: inout CheckReport
  ) {
    unsafe check(name, byte, alignment: alignment, &report) { target, count in
      unsafe set(target, count, byte)
      return true
    }
  }

  private static func check(
    _ name: StaticString, _ clear: AEABIClear, alignment: Int, _ report: inout CheckReport
  ) {
    unsafe check(name, 0, alignment: alignment, &report) { target, count in
      unsafe clear(target, count)
      return true
    }
  }

  /// - Parameter fill: returns whether it returned what it should.
  private static func check(
    _ name: StaticString, _ byte: CInt, alignment: Int, _ report: inout CheckReport,
    _ fill: (UnsafeMutableRawPointer, Int) -> Bool
  ) {
    report.check(name, "fills every length at every alignment, and nothing else") {
      for target in stride(from: 0, to: 8, by: alignment) {
        for length in 0...70 where unsafe !isCorrect(fill, byte, target, length) {
          return FailedCase(
            Input("byte", UInt32(bitPattern: byte)), Input("target", target),
            Input("length", length))
        }
      }
      return nil
    }
  }

  private static func isCorrect(
    _ fill: (UnsafeMutableRawPointer, Int) -> Bool, _ byte: CInt, _ target: Int, _ length: Int
  ) -> Bool {
    unsafe withUnsafeTemporaryAllocation(byteCount: 96, alignment: 8) { bytes in
      for index in bytes.indices { unsafe bytes[index] = MemoryPattern.byte(index) }
      let start = unsafe bytes.baseAddress.unsafelyUnwrapped
      // A guard of eight bytes is left in front.
      let to = target + 8
      guard unsafe fill(start + to, length) else { return false }
      for index in bytes.indices {
        let isFilled = (to..<to + length).contains(index)
        let expected = isFilled ? UInt8(truncatingIfNeeded: byte) : MemoryPattern.byte(index)
        guard unsafe bytes[index] == expected else { return false }
      }
      return true
    }
  }
}
