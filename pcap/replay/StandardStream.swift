import Glibc

/// One of the process's standard streams, as a place to print to.
enum StandardStream: TextOutputStream {
  case output
  case error

  private var descriptor: CInt {
    switch self {
    case .output: STDOUT_FILENO
    case .error: STDERR_FILENO
    }
  }

  /// Writes at once, so that the two streams keep their order on a terminal. Text that the system
  /// does not take is lost: there is no one left to tell.
  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        // The range lies within the buffer, which outlives the call.
        let rest = unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start...])
        let written = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return }
        start += written
      }
    }
  }
}
