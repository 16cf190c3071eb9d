/// What the tool tells the shell.
enum ExitStatus {
  static let same: Int32 = 0
  /// A record ends otherwise on the board, or breaks a promise on both sides.
  static let different: Int32 = 1
  static let usage: Int32 = 2
  /// An input can't be read, or a side not be run.
  static let failure: Int32 = 3
}
