public import Appliance
import CortexM
public import Drivers
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
    board.write("recoveries ")
    board.write(counters.recoveries)
    board.writeLine()
    board.write("link changes ")
    board.write(counters.linkChanges)
    board.writeLine()
    statistics.write(to: &board)
  }
}
