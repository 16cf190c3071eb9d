import CortexMIntrinsics

/// A file of the machine that QEMU runs on (Arm semihosting 2.0 §6).
struct SemihostingFile {
  /// The ISO C modes of `fopen`, by their numbers (§6.15).
  enum Mode: UInt {
    case read = 1  // "rb"
    case write = 5  // "wb"
  }

  private let handle: UInt

  /// SYS_OPEN (§6.15).
  init?(_ path: StaticString, _ mode: Mode) {
    let length = UInt(path.utf8CodeUnitCount)
    // A static string ends in a zero, as the call asks for.
    var block: [3 of UInt] = [UInt(bitPattern: unsafe path.utf8Start), mode.rawValue, length]
    handle = Self.call(0x01, &block)
    guard handle != .max else { return nil }
  }

  /// SYS_READ (§6.16) answers with the number of bytes that are left unread.
  func read(_ bytes: UnsafeMutableRawBufferPointer) -> Int? {
    let count = UInt(bitPattern: bytes.count)
    var block: [3 of UInt] = [handle, UInt(bitPattern: bytes.baseAddress), count]
    let left = Self.call(0x06, &block)
    return left > count ? nil : Int(count - left)
  }

  /// SYS_WRITE (§6.19) answers with the number of bytes that are left unwritten.
  /// - Returns: whether all was written.
  func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var block: [3 of UInt] = [
      handle, UInt(bitPattern: bytes.baseAddress), UInt(bitPattern: bytes.count),
    ]
    return Self.call(0x05, &block) == 0
  }

  private static func call(_ operation: UInt32, _ block: inout [3 of UInt]) -> UInt {
    unsafe withUnsafeMutablePointer(to: &block) {
      // The emulator uses the block and what it names during the call alone.
      UInt(cortexm_semihosting(operation, UInt(bitPattern: $0)))
    }
  }
}
