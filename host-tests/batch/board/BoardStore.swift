import CortexM

/// The records and the log, in the folder that QEMU was started in.
final class BoardStore: BatchStore {
  private let records: SemihostingFile
  private let log: SemihostingFile

  /// - Returns: nil without records, or where no log can be written.
  init?() {
    guard let records = SemihostingFile("records", .read),
      let log = SemihostingFile("board.log", .write)
    else { return nil }
    self.records = records
    self.log = log
  }

  func read(_ bytes: UnsafeMutableRawBufferPointer) -> Int? {
    // The room is the caller's.
    unsafe records.read(bytes)
  }

  func write(_ line: Span<UInt8>) {
    // Lent for the call alone.
    unsafe line.withUnsafeBytes { unsafe write($0) }
  }

  func write(_ line: UnsafeRawBufferPointer) {
    // As above.
    if unsafe !log.write(line) { Semihosting.exit(code: ExitCode.noFiles) }
  }
}
