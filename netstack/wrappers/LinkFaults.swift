public import Link

/// What happens to the frames of one direction, by default nothing.
///
/// To each frame happens one thing at most, the first that applies in the order of these
/// properties.
public struct LinkFaults: Sendable {
  /// The longest frame in bytes that passes; longer ones are dropped.
  public var sizeLimit = Int.max

  /// Frames beyond the rate are dropped, as by a switch whose queue is full: nothing in `Link`
  /// could wake the loop when a delayed frame may go on.
  public var rateLimit: TokenBucket?

  public var drop = Probability.never

  /// One octet at random is changed to another.
  public var corrupt = Probability.never

  /// The frame comes a second time, right after the first.
  public var duplicate = Probability.never

  /// The frame is delayed until right after the next one that passes.
  public var reorder = Probability.never

  public init() {}
}
