/// How to keep everything else off shared state for a moment, as a pair of plain functions.
///
/// On the board they save PRIMASK and disable interrupts, and restore what was saved, so that
/// sections nest. The heap thus needs no knowledge of the processor.
public struct CriticalSection: Sendable {
  /// Enters, and returns what `leave` needs to restore.
  public let enter: @convention(c) () -> UInt32
  public let leave: @convention(c) (_ state: UInt32) -> Void

  public init(
    enter: @escaping @convention(c) () -> UInt32,
    leave: @escaping @convention(c) (_ state: UInt32) -> Void
  ) {
    self.enter = enter
    self.leave = leave
  }

  /// Calls `body` inside the section, which is left on every way out.
  func run<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let state = enter()
    defer { leave(state) }
    return try body()
  }
}
