import CortexM
import Heap

/// The heap on a 32-bit machine, through the symbols that the image links.
enum HeapChecks {
  static func run(_ report: inout CheckReport) {
    let early = unsafe AllocationSymbols.malloc(1)
    report.check("the heap", "gives nothing before it is started", holds: unsafe early == nil)
    let hasStarted = unsafe SystemHeap.start(
      region: MemoryImage.heap,
      criticalSection: CriticalSection(
        enter: { Interrupts.mask() }, leave: { Interrupts.restore($0) }),
      fault: heapFault)
    report.check("the heap", "starts in what is left of RAM", holds: hasStarted)
    guard hasStarted else { return }
    keepsItsState(&report, "refusals") { HeapRefusalChecks.run(&$0) }
    keepsItsState(&report, "random allocations") { HeapSequenceChecks.run(&$0) }
    keepsItsState(&report, "Swift's own allocations") { SwiftAllocationChecks.run(&$0) }
  }

  private static func keepsItsState(
    _ report: inout CheckReport, _ name: StaticString, _ body: (inout CheckReport) -> Void
  ) {
    let before = SystemHeap.statistics
    body(&report)
    let after = SystemHeap.statistics
    report.check("the heap", "is as it was at the start") {
      (try? SystemHeap.checkInvariants()) != nil && after.used == before.used
        && after.free == before.free && after.allocations == before.allocations
        && after.largestFreeBlock == before.largestFreeBlock
        ? nil : FailedCase(Input(name, after.used), Input("bytes used, before", before.used))
    }
  }
}
