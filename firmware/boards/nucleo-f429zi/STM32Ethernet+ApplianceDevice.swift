public import Appliance
import CortexM
public import Drivers
import Heap
import Link
import Text

extension STM32Ethernet: ApplianceDevice
where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  public mutating func prepareToSleep() -> Bool {
    if let state = updateLink() { LED.green.set(state.isUp) }
    if Button.takePress() { writeReport() }
    return rearmInterrupt()
  }

  /// What the button asks for.
  private func writeReport() {
    var board = NucleoF429ZI()
    board.write("up ")
    board.write(UInt32(truncatingIfNeeded: SysTickClock.now / 1_000_000))
    board.writeLine(" s")
    board.writeLine("stack bytes used", NucleoF429ZI.stackHighWaterMark ?? 0)
    let heap = SystemHeap.statistics
    board.writeLine("heap bytes free", UInt32(clamping: heap.free))
    board.writeLine("heap blocks in use", UInt32(clamping: heap.allocations))
    board.writeLine("heap failures", heap.failures)
    board.writeLine("random number errors", unsafe RandomSeed.errors)
    board.writeLine("recoveries", counters.recoveries)
    board.writeLine("link changes", counters.linkChanges)
    statistics.write(to: &board)
  }
}
