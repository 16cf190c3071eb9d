/// What a heap holds, in bytes unless named otherwise. `used + free == capacity` at all times.
public struct HeapStatistics: Equatable, Sendable {
  /// The region without what its bounds lost to alignment.
  public var capacity: Int = 0

  /// The blocks handed out, whole: header, payload, and what rounding added to the payload.
  public var used: Int = 0

  /// The free blocks, whole: this many bytes can't all be allocated, for each block needs a header.
  public var free: Int = 0

  /// The largest `byteCount` that `allocate` could serve now at the default alignment; 0 when it
  /// could serve none. Should the free list be damaged, what lies behind the damage is not seen.
  public var largestFreeBlock: Int = 0

  /// The largest `used` so far.
  public var highWaterMark: Int = 0

  /// The number of blocks handed out and not yet given back.
  public var allocations: Int = 0

  /// The number of requests that were answered with nil. Wraps at 2³².
  public var failures: UInt32 = 0

  public init() {}
}
