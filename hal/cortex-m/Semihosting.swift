internal import CortexMIntrinsics

/// The debugger's or emulator's services (Arm semihosting 2.0). Only for images that run under one:
/// without it, each call is a fault.
public enum Semihosting {
  /// Ends the emulation with a status for the host's shell.
  public static func exit(code: UInt32) -> Never {
    // SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit (§6.2).
    var block: [2 of UInt32] = [0x2_0026, code]
    unsafe withUnsafeMutablePointer(to: &block) { pointer in
      // The emulator reads the block during the call and keeps nothing of it.
      _ = cortexm_semihosting(0x20, UInt(bitPattern: pointer))
    }
    while true {}
  }

  /// Reads the command line: the image's name, then its arguments, separated by spaces (§6.6).
  /// - Returns: how many bytes of `buffer` it fills; 0 when there is none or it doesn't fit.
  public static func readCommandLine(into buffer: inout MutableSpan<UInt8>) -> Int {
    unsafe buffer.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      var block: [2 of UInt] = [UInt(bitPattern: start), UInt(bitPattern: bytes.count)]
      let status = unsafe withUnsafeMutablePointer(to: &block) { pointer in
        // The emulator writes at most the given count and answers with the length in the block.
        cortexm_semihosting(0x15, UInt(bitPattern: pointer))
      }
      return status == 0 ? Int(clamping: min(block[1], UInt(bitPattern: bytes.count))) : 0
    }
  }
}
