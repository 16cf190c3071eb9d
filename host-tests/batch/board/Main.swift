import CortexM
import Heap

/// Runs the records of a batch on the board: the same code as on the host, in the build and on the
/// processor of the product, with the allocator of ours under Swift's arrays.
///
/// The last words of the command line are the number of the first record, how many to run, and
/// `trace` or `digest`. The exit status is an `ExitCode`.
@main struct Main {
  static func main() {
    SystemControlBlock.enableFaultExceptions()
    startHeap()
    guard let batch = readArguments() else { Semihosting.exit(code: ExitCode.badArguments) }
    guard let store = BoardStore() else { Semihosting.exit(code: ExitCode.noFiles) }
    unsafe findings = store
    let isRead = batch.run(on: store)
    Semihosting.exit(code: isRead ? ExitCode.done : ExitCode.badRecords)
  }

  private static func startHeap() {
    // The linker script keeps the region free of everything else; nothing interrupts.
    _ = unsafe SystemHeap.start(
      region: MemoryImage.heap,
      criticalSection: CriticalSection(enter: { 0 }, leave: { _ in }), fault: heapFault)
  }

  private static func readArguments() -> Batch? {
    var line = [UInt8](repeating: 0, count: 1024)
    var span = line.mutableSpan
    let count = Semihosting.readCommandLine(into: &span)
    let words = line.prefix(count).split(separator: 0x20).suffix(3)
    guard words.count == 3, let first = number(words[words.startIndex]),
      let limit = number(words[words.startIndex + 1])
    else { return nil }
    var batch = Batch()
    batch.first = first
    batch.limit = limit
    batch.isTraced = words[words.startIndex + 2].first == 0x74  // t
    return batch
  }

  private static func number(_ word: ArraySlice<UInt8>) -> Int? {
    var number = 0
    for byte in word {
      guard byte >= 0x30, byte <= 0x39, number < 100_000_000 else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }
}

/// Where a finding is written to. There is one thread.
nonisolated(unsafe) private var findings: BoardStore?

/// What the targets call at a finding.
@c(fuzzFinding) func reportFinding(_ text: UnsafePointer<UInt8>?, _ count: UInt32) {
  // The text is the caller's, and lives during the call.
  unsafe findings?.write(UnsafeRawBufferPointer(start: text, count: Int(count)))
  Semihosting.exit(code: ExitCode.finding)
}

/// What the image tells the program that started QEMU.
enum ExitCode {
  static let done: UInt32 = 0
  static let finding: UInt32 = 1
  static let badArguments: UInt32 = 2
  /// The records end within one, or are none.
  static let badRecords: UInt32 = 3
  /// The records can't be opened, or the log can't be written.
  static let noFiles: UInt32 = 4
  static let fault: UInt32 = 101
  static let heapFault: UInt32 = 102
}
