/// What became of the frames of one direction. Counters wrap at 2³².
///
/// Each frame is counted once in one of the first seven. What came out in the end is the sum
/// of `passed`, `corrupted`, `duplicated` and `released`.
public struct FaultCounters: Equatable, Sendable {
  public internal(set) var passed: UInt32 = 0
  public internal(set) var dropped: UInt32 = 0
  public internal(set) var corrupted: UInt32 = 0
  public internal(set) var duplicated: UInt32 = 0
  public internal(set) var reordered: UInt32 = 0
  /// Dropped for their length.
  public internal(set) var tooLong: UInt32 = 0
  /// Dropped for want of a token.
  public internal(set) var rateLimited: UInt32 = 0

  /// Second copies and delayed frames that went on.
  public internal(set) var released: UInt32 = 0
}
