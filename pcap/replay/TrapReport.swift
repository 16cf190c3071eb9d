import Glibc

/// Says at which frame the stack was, should a trap end the process.
enum TrapReport {
  private nonisolated(unsafe) static var frame = 0
  private nonisolated(unsafe) static var seed: UInt64 = 0
  private nonisolated(unsafe) static var isMutated = false

  /// Swift's checks end in an illegal instruction or a breakpoint, by processor.
  private static var signals: [CInt] { [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] }

  /// Has the report written when the process traps; how it ends stays as it is.
  static func install() {
    for number in signals {
      var action = sigaction()
      // The handler takes a number, so it is of the kind without SA_SIGINFO.
      unsafe action.__sigaction_handler.sa_handler = { _ in TrapReport.write() }
      // The instruction is executed once more, without a handler then.
      action.sa_flags = CInt(bitPattern: SA_RESETHAND)
      // The structure is read during the call.
      _ = unsafe sigaction(number, &action, nil)
    }
  }

  static func note(frame: Int, seed: UInt64?) {
    unsafe Self.frame = frame
    unsafe Self.seed = seed ?? 0
    unsafe isMutated = seed != nil
  }

  /// Runs in a signal handler, which may neither allocate nor lock.
  private static func write() {
    write("replay: the stack trapped at frame ")
    write(unsafe UInt64(truncatingIfNeeded: frame))
    if unsafe isMutated {
      write("; again with --mutate ")
      write(unsafe seed)
    }
    write("\n")
  }

  private static func write(_ text: StaticString) {
    _ = unsafe Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  private static func write(_ number: UInt64) {
    var digits: [20 of UInt8] = .init(repeating: 0)
    var start = 20
    var rest = number
    repeat {
      start -= 1
      digits[start] = UInt8(rest % 10) + UInt8(ascii: "0")
      rest /= 10
    } while rest > 0
    // Written before the digits go.
    unsafe digits.span.extracting(start..<20).withUnsafeBufferPointer {
      _ = unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
    }
  }
}
