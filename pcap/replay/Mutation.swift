/// What is done to a frame of a capture to find out what the stack makes of it.
enum Mutation: CaseIterable {
  /// Up to three bits are turned over.
  case bits
  /// A byte of the headers becomes a number that is likely to matter.
  case header
  /// A length, of any layer, becomes wrong.
  case length
  /// The end is missing.
  case truncation
  /// More follows.
  case tail
  /// It comes twice or three times.
  case duplicates
  /// A later frame overtakes it.
  case order
  /// It comes in pieces: all, out of order, with one missing, doubled or overlapping.
  case fragments
  /// It comes later, and so do all that follow.
  case delay
}
