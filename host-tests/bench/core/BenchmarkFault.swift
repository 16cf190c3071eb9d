/// Why a run says nothing about the stack.
public enum BenchmarkFault: UInt32, Error {
  /// The capture can't be read, or has no room.
  case capture = 1
  /// The address could not be acquired, or no socket opened.
  case start
  /// An answer was missing, or one came that was not wanted.
  case replyCount
  /// An answer is not what the frame asks for.
  case replyContent
}
