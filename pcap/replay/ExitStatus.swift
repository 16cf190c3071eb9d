/// What the tool tells the shell.
enum ExitStatus: Int32 {
  case success = 0
  /// A reply differs from the recorded one, or only one side replied.
  case different = 1
  /// The command line is wrong, or names a board that no frame is for.
  case usage = 2
  /// A capture cannot be read or written.
  case capture = 3
  /// The stack sent a frame that it must not send.
  case broken = 4
}
