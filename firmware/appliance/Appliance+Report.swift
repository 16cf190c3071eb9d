import Heap
import NetStack
import Text

/// The report of the counters, a line for machines and people:
///
/// ```
/// stat time=12 heap=4145064 stack=1400 received=310 sent=305 bad=0 overruns=0 dropped=4 …
/// ```
extension Appliance where Board: ~Copyable, Device: ~Copyable {
  /// Has the counters written to the console from now on.
  public mutating func startReports(everySeconds seconds: UInt8) {
    reports.start(everySeconds: seconds, at: board.now)
  }

  mutating func writeReport() {
    let now = board.now
    board.write("stat")
    write("time", UInt32(truncatingIfNeeded: now.microseconds / 1_000_000))
    write("heap", UInt32(clamping: SystemHeap.statistics.free))
    if let bytes = Board.stackHighWaterMark { write("stack", bytes) }
    writeDeviceCounters()
    writeStackCounters()
    writeOccupancy(interface.occupancy(at: now))
    board.writeLine()
  }

  private mutating func writeDeviceCounters() {
    let counters = interface.device.counters
    write("received", counters.receivedFrames)
    write("sent", counters.transmittedFrames)
    let bad =
      counters.receiveCRCErrors &+ counters.receiveLengthErrors &+ counters.receiveRunts
      &+ counters.receiveTooLong &+ counters.receiveCollisions &+ counters.receiveMediumErrors
    write("bad", bad)
    write("overruns", counters.receiveOverruns)
    write("recoveries", counters.recoveries)
  }

  private mutating func writeStackCounters() {
    let counters = interface.counters
    write("answered", counters[.answered])
    write("dropped", counters.dropped)
    write("limited", counters.icmpErrorsLimited)
    write("evicted", counters.neighborsEvicted)
    write("sentback", counters.answersSentBack)
  }

  private mutating func writeOccupancy(_ occupancy: InterfaceOccupancy) {
    write("neighbors", UInt32(clamping: occupancy.neighbors))
    write("unresolved", UInt32(clamping: occupancy.unresolvedNeighbors))
    write("held", UInt32(clamping: occupancy.heldPackets))
    write("reassemblies", UInt32(clamping: occupancy.reassemblies))
  }

  private mutating func write(_ name: StaticString, _ value: UInt32) {
    board.write(" ")
    board.write(name)
    board.write("=")
    board.write(value)
  }
}
