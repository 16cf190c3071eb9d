extension Range<Int> {
  /// The same numbers, from 0 up, for a loop over a table that is to stay a loop. Swift 6.3 unrolls a
  /// short one whose length it knows, even where it optimizes for size.
  @inline(__always)
  var rolled: RolledRange { RolledRange(self) }
}

/// See `Range.rolled`.
struct RolledRange: Sequence, IteratorProtocol {
  // Not Int, in which the compiler counts the turns.
  private var position: UInt
  private let end: UInt

  @inline(__always)
  init(_ range: Range<Int>) {
    position = UInt(bitPattern: range.lowerBound)
    end = UInt(bitPattern: range.upperBound)
  }

  @inline(__always)
  mutating func next() -> Int? {
    guard position < end else { return nil }
    defer { position &+= 1 }
    return Int(bitPattern: position)
  }
}
