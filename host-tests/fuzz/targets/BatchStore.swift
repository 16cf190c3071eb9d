/// Where the records of a batch come from, and where its lines go to.
package protocol BatchStore: AnyObject {
  /// Reads the next bytes of the records.
  /// - Returns: how many there were, fewer than asked for at the end only; nil when reading fails.
  func read(_ bytes: UnsafeMutableRawBufferPointer) -> Int?

  /// Writes a line of the log, with its end.
  func write(_ line: Span<UInt8>)
}
