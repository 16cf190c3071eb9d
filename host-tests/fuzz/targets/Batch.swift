import Text

/// Runs a file of inputs, and writes a line for each.
///
/// The file is the word `batch` and a line end, then for each record its target (1 byte), the length
/// of its input (4, most significant first) and the input. A record's line is its number, from 0,
/// the number of its journal's entries and the digest of them. A finding is a line, too, and the
/// last.
package struct Batch {
  /// The longest input: the board keeps all that the stack sends for it, and has 3 MB for that.
  package static var longestInput: Int { 0x8_0000 }

  package static let signature: [UInt8] = [0x62, 0x61, 0x74, 0x63, 0x68, 0x0A]

  /// The first record to run.
  package var first = 0
  /// How many to run.
  package var limit = Int.max
  /// Whether each entry of a journal is a line of its own, before the record's.
  package var isTraced = false

  package init() {}

  /// - Returns: whether the file was read to its end, or as far as there was anything to run.
  package func run(on store: some BatchStore) -> Bool {
    guard read(Self.signature.count, from: store) == Self.signature else { return false }
    var number = 0
    while number < first || number - first < limit {
      guard let header = read(5, from: store) else { return false }
      guard !header.isEmpty else { return true }
      var script = Script(header)
      guard header.count == 5, let target = FuzzTarget(rawValue: script.byte()),
        let length = Int(exactly: script.long()), length <= Self.longestInput,
        let input = read(length, from: store), input.count == length
      else { return false }
      if number >= first { run(target, input, as: number, on: store) }
      number += 1
    }
    return true
  }

  private func run(
    _ target: FuzzTarget, _ input: [UInt8], as number: Int, on store: some BatchStore
  ) {
    let journal =
      isTraced
      ? Journal { line in
        var line = copy line
        line.writeLine()
        store.write(line.bytes.span)
      } : Journal()
    target.run(input, journal)
    var line = TextLine()
    line.write(decimal: number)
    line.write(" ")
    line.write(decimal: UInt64(journal.count))
    line.write(" ")
    line.write(hexadecimal: journal.digest)
    line.writeLine()
    store.write(line.bytes.span)
  }

  /// - Returns: fewer bytes at the end of the file; nil when it can't be read.
  private func read(_ count: Int, from store: some BatchStore) -> [UInt8]? {
    var isReadable = true
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let read = unsafe store.read(UnsafeMutableRawBufferPointer(buffer))
      isReadable = read != nil
      // No more than there is room for, whatever the store says.
      filled = max(0, min(buffer.count, read ?? 0))
    }
    return isReadable ? bytes : nil
  }
}
