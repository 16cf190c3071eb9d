import CortexM
import Heap
import Text

/// The stack pointer at the entry of the function that calls it; see the board's own.
@_silgen_name("llvm.sponentry.p0") func entryStackPointer() -> UnsafeRawPointer

@c(fault) func fault() {
  let frame = unsafe entryStackPointer()
  let report = unsafe FaultReport(frame: frame, stack: MainStack.bounds)
  var console = TestBoard.console()
  report.write(to: &console)
  Semihosting.exit(code: ExitCode.fault)
}

@c(heapFault) func heapFault(kind: UInt32, address: UInt) {
  var console = TestBoard.console()
  console.write("FAULT: ")
  console.write(HeapFault.Kind(rawValue: kind)?.explanation ?? "heap")
  console.writeLine()
  Semihosting.exit(code: ExitCode.heapFault)
}

/// What the image tells the test that started QEMU.
enum ExitCode {
  static let allPassed: UInt32 = 0
  static let someFailed: UInt32 = 1
  static let fault: UInt32 = 101
  static let heapFault: UInt32 = 102
}
