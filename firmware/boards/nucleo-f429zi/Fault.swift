import CortexM
import Drivers
import Heap
import Text

/// The stack pointer at the entry of the function that calls it: where an exception has put the
/// registers, for the image has one stack.
@_silgen_name("llvm.sponentry.p0") func entryStackPointer() -> UnsafeRawPointer

/// Every fault and every interrupt without a handler, on the stack for faults: reports, keeps the
/// report and starts afresh.
@c(report_fault) func reportFault(frame: UInt) -> Never {
  FaultRecord.take(frame: frame)
  finish()
}

/// Misuse of the heap or damage to it, found by its own checks.
@c(heapFault) func heapFault(kind: UInt32, address: UInt) {
  trapForHeap(kind: kind, address: address)
}

/// Follows the time, and watches the loop.
@c(sysTick) func sysTick() {
  SysTickClock.tick()
  guard Watchdog.isOverdue() else { return }
  // The intrinsic yields this function's own frame, which lives until it returns.
  FaultRecord.take(frame: UInt(bitPattern: unsafe entryStackPointer()), kind: .watchdog)
  finish()
}

/// The NMI of the clock security system: the 8 MHz from the ST-LINK have failed, and the processor
/// runs from the internal 16 MHz now (RM0090 §6.2.7). A fresh start does the best with that.
@c(clockFailure) func clockFailure() {
  var controller = Peripherals.clockController()
  controller.acknowledgeClockFailure()
  SystemControlBlock.reset()
}

// Twice in the image otherwise.
@inline(never)
private func finish() -> Never {
  var board = NucleoF429ZI()
  board.startForFault()
  board.writeLine()
  board.writeFault(title: "FAULT: ")
  board.drainConsole()
  FaultRecord.restart { Watchdog.feed() }
}

/// Waits for the watchdog. A fault before it was started waits for the reset button.
func stop() -> Never {
  while true { Interrupts.sleep() }
}

extension NucleoF429ZI {
  /// Tells of the fault that ended the last run, once.
  /// - Returns: whether the address was the board's when that came. Nobody is to wait then until it has
  ///   asked for it anew (RFC 5227 §2.1): it goes on as if there had been no fault, and defends it.
  mutating func tellLastFault() -> Bool {
    guard FaultRecord.isNews else { return false }
    writeFault(title: "last fault: ")
    FaultRecord.markShown()
    return FaultRecord.note != 0
  }

  fileprivate mutating func writeFault(title: StaticString) {
    let kind = FaultRecord.kind
    let found = kind == .heap ? HeapFault.Kind(rawValue: FaultRecord.firstRegister) : nil
    FaultRecord.write(
      to: &self, title: title, explanation: found?.explanation ?? kind.explanation,
      command: "make symbolize BOARD=nucleo-f429zi PC=0x")
  }
}
