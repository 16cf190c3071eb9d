import Glibc

/// Ties the simulator to whoever holds the other end of its standard input, so that it does not
/// outlive a starter that was killed: the kernel closes a pipe with its last holder.
enum Lifeline {
  /// Ends the process when the standard input ends, whatever else it is doing.
  /// - Returns: false when there is no thread to watch it.
  static func watch() -> Bool {
    var thread = pthread_t()
    let watcher: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
      Lifeline.awaitEnd()
      _exit(ExitStatus.success.rawValue)
    }
    // The thread needs nothing of ours.
    let status = unsafe pthread_create(&thread, nil, watcher, nil)
    return status == 0
  }

  private static func awaitEnd() {
    var byte: UInt8 = 0
    while true {
      // Reads no more than the byte.
      let count = unsafe read(STDIN_FILENO, &byte, 1)
      guard count > 0 || count < 0 && errno == EINTR else { return }
    }
  }
}
