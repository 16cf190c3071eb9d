import CortexM
import Drivers
import Heap
import Text

/// The stack pointer at the entry of the function that calls it: where an exception has put the
/// registers, for the image has one stack.
@_silgen_name("llvm.sponentry.p0") func entryStackPointer() -> UnsafeRawPointer

/// Every fault and every interrupt without a handler: report, then wait for the watchdog, which
/// starts the board afresh.
@c(fault) func fault() {
  // The intrinsic yields this function's own frame, which lives until it returns.
  let frame = unsafe entryStackPointer()
  let report = unsafe FaultReport(frame: frame, stack: MainStack.bounds)
  var board = NucleoF429ZI()
  board.startForFault()
  report.write(to: &board)
  stop()
}

/// Misuse of the heap or damage to it, found by its own checks.
@c(heapFault) func heapFault(kind: UInt32, address: UInt) {
  var board = NucleoF429ZI()
  board.startForFault()
  board.writeLine()
  board.write("FAULT: ")
  board.write(HeapFault.Kind(rawValue: kind)?.explanation ?? "heap")
  board.write(" at ")
  board.write(hexadecimal: UInt32(truncatingIfNeeded: address))
  board.writeLine()
  stop()
}

/// The NMI of the clock security system: the 8 MHz from the ST-LINK have failed, and the processor
/// runs from the internal 16 MHz now (RM0090 §6.2.7). A fresh start does the best with that.
@c(clockFailure) func clockFailure() {
  var controller = Peripherals.clockController()
  controller.acknowledgeClockFailure()
  SystemControlBlock.reset()
}

/// Waits for the watchdog. A fault before it was started waits for the reset button.
func stop() -> Never {
  while true { Interrupts.sleep() }
}
