import CortexM
import Heap
import Text

/// Every fault, on the stack for faults.
@c(report_fault) func reportFault(frame: UInt) -> Never {
  FaultRecord.take(frame: frame)
  var console = TestBoard.console()
  FaultRecord.write(
    to: &console, title: "FAULT: ", explanation: FaultRecord.kind.explanation,
    command: "make symbolize PC=0x")
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
