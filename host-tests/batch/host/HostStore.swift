import FuzzTargets
import Glibc

/// The records in a file, the log on standard output.
final class HostStore: BatchStore {
  private let records: Int32

  init?(path: String) {
    // The system copies the path.
    records = unsafe open(path, O_RDONLY)
    guard records >= 0 else { return nil }
  }

  func read(_ bytes: UnsafeMutableRawBufferPointer) -> Int? {
    var count = 0
    while count < bytes.count {
      // Within the buffer, which the caller lends for the call.
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
      let read = unsafe Glibc.read(records, rest.baseAddress, rest.count)
      guard read >= 0 else { return nil }
      guard read > 0 else { break }
      count += read
    }
    return count
  }

  func write(_ line: Span<UInt8>) {
    // Lent for the call alone.
    unsafe line.withUnsafeBytes { unsafe Self.write($0) }
  }

  static func write(_ line: UnsafeRawBufferPointer) {
    var start = 0
    while start < line.count {
      // As above.
      let rest = unsafe UnsafeRawBufferPointer(rebasing: line[start...])
      let written = unsafe Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
      guard written > 0 else { return }
      start += written
    }
  }
}

/// What the targets call at a finding.
@c(fuzzFinding) public func reportFinding(_ text: UnsafePointer<UInt8>?, _ count: UInt32) {
  // The text is the caller's, and lives during the call.
  unsafe HostStore.write(UnsafeRawBufferPointer(start: text, count: Int(count)))
  exit(ExitStatus.different)
}
