import CortexM
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

/// The watchdog's NMI, the first warning of which lets a board that was held up go on.
@c(watchdogExpired) func watchdogExpired() {
  guard Watchdog.hasWarned() else { return }
  // The intrinsic yields this function's own frame, which lives until it returns.
  FaultRecord.take(frame: UInt(bitPattern: unsafe entryStackPointer()), kind: .watchdog)
  finish()
}

// Twice in the image otherwise.
@inline(never)
private func finish() -> Never {
  Watchdog.stop()
  var board = MPS2AN386()
  board.writeLine()
  board.writeFault(title: "FAULT: ")
  FaultRecord.restart {}
}

extension MPS2AN386 {
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
      command: "make symbolize PC=0x")
  }
}

/// What the board tells the shell that started QEMU.
enum ExitCode {
  static let badArguments: UInt32 = 2
  static let noEthernet: UInt32 = 3
  static let noSocket: UInt32 = 4
}
