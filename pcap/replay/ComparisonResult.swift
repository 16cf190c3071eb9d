/// What a comparison of the stack's replies with recorded ones found.
struct ComparisonResult {
  var equalReplies = 0
  /// Frames that neither side replied to.
  var bothSilent = 0
  /// By the frames that were fed, in the capture's order.
  var differences: [ReplyDifference] = []
  /// Frames that the recorded board sent on its own, or beyond the stack's replies.
  var unmatchedRecorded = 0
  /// Frames that the stack sent on its own.
  var unmatchedReplies = 0
}
