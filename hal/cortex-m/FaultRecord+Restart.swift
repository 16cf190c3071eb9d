internal import CortexMIntrinsics

extension FaultRecord {
  // Each start clears it with the rest of .bss; only a fault's handler touches it.
  nonisolated(unsafe) private static var isHandling = false

  /// After that many faults in a row, a restart waits.
  private static var quickLimit: UInt32 { 4 }
  private static var waitMilliseconds: UInt32 { 5000 }

  /// Takes down a fault, in its handler, which ends in `restart`. A second one, in the handler itself,
  /// restarts at once and leaves the record of the first.
  /// - Parameters:
  ///   - frame: the stack pointer at the handler's entry.
  ///   - kind: what it is; nil to find it out.
  public static func take(frame: UInt, kind: FaultKind? = nil) {
    // The handlers neither return nor preempt each other but by a fault of their own.
    if unsafe isHandling { SystemControlBlock.reset() }
    unsafe isHandling = true
    capture(frame: frame, kind: kind)
  }

  /// Starts afresh; halts first where a debugger is attached. When a row of faults came soon after
  /// their starts, it waits, so that a board that can't run does not keep restarting.
  /// - Parameter feed: keeps a watchdog from ending the wait.
  public static func restart(feed: () -> Void) -> Never {
    if SystemControlBlock.hasDebugger { cortexm_breakpoint() }
    if self[.quickCount] >= quickLimit {
      SysTickClock.block(milliseconds: waitMilliseconds, whileWaiting: feed)
    }
    SystemControlBlock.reset()
  }
}

/// Ends in a fault that is reported as the heap's, with what the heap found in r0 and r1.
public func trapForHeap(kind: UInt32, address: UInt) -> Never {
  cortexm_trap_with(kind, address)
}
