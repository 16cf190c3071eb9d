import CortexM
import Drivers
import Heap
import Text

/// The stack pointer at the entry of the function that calls it: where an exception has put the
/// registers, for the image has one stack.
@_silgen_name("llvm.sponentry.p0") func entryStackPointer() -> UnsafeRawPointer

/// Every fault and every interrupt without a handler: report, then end the emulation.
@c(fault) func fault() {
  // The intrinsic yields this function's own frame, which lives until it returns.
  let frame = unsafe entryStackPointer()
  let report = unsafe FaultReport(frame: frame, stack: MainStack.bounds)
  var board = MPS2AN386()
  report.write(to: &board)
  Semihosting.exit(code: ExitCode.fault)
}

/// Misuse of the heap or damage to it, found by its own checks.
@c(heapFault) func heapFault(kind: UInt32, address: UInt) {
  var board = MPS2AN386()
  board.writeLine()
  board.write("FAULT: ")
  board.write(HeapFault.Kind(rawValue: kind)?.explanation ?? "heap")
  board.write(" at ")
  board.write(hexadecimal: UInt32(truncatingIfNeeded: address))
  board.writeLine()
  Semihosting.exit(code: ExitCode.heapFault)
}

/// What the board tells the shell that started QEMU.
enum ExitCode {
  static let badArguments: UInt32 = 2
  static let noEthernet: UInt32 = 3
  static let noSocket: UInt32 = 4
  static let fault: UInt32 = 101
  static let heapFault: UInt32 = 102
}
