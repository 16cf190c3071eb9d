import CortexM
import Drivers
import Heap
import Text

/// Every fault, on the stack for faults.
@c(report_fault) func reportFault(frame: UInt) -> Never {
  FaultRecord.take(frame: frame)
  var console = console()
  FaultRecord.write(
    to: &console, title: "FAULT: ", explanation: FaultRecord.kind.explanation,
    command: "make symbolize PC=0x")
  Semihosting.exit(code: ExitCode.fault)
}

@c(heapFault) func heapFault(kind: UInt32, address: UInt) {
  var console = console()
  console.write("FAULT: ")
  console.write(HeapFault.Kind(rawValue: kind)?.explanation ?? "heap")
  console.writeLine()
  Semihosting.exit(code: ExitCode.heapFault)
}

/// UART 0 of the mps2-an386, whose clock runs at 25 MHz.
private func console() -> CMSDKUART<MemoryMappedBus> {
  unsafe CMSDKUART(bus: MemoryMappedBus(baseAddress: 0x4000_4000), baudDivisor: 217)
}
