import CortexM
import Drivers
import KnownLoop
import PacketBenchmark
import Text

/// Counts the instructions of one case on the board, in ticks of 25 MHz: with QEMU's
/// `-icount shift=0` an instruction takes 1 ns, so a tick is 40 of them.
///
/// The case's pcap file lies in RAM already, where QEMU's loader put it, and that of the neighbors
/// too.
/// Exit status: 0, the `BenchmarkFault`, or 101 after a fault.
@main struct Main {
  static func main() {
    var console = unsafe CMSDKUART(
      bus: MemoryMappedBus(baseAddress: 0x4000_4000), baudDivisor: 217)
    #if MEMORY
      MemoryBenchmark.run(&console)
      Semihosting.exit(code: 0)
    #else
      do {
        try run(&console)
        Semihosting.exit(code: 0)
      } catch {
        Semihosting.exit(code: error.rawValue)
      }
    #endif
  }

  private static func run(
    _ console: inout CMSDKUART<MemoryMappedBus>
  ) throws(BenchmarkFault) {
    let known = Ticks.count { known_loop(150_000) }
    console.writeLine("known-loop", known)
    var benchmark = try PacketBenchmark()
    try benchmark.load(
      capture: LoadedFile.bytes(at: LoadedFile.capture),
      neighbor: LoadedFile.bytes(at: LoadedFile.neighbor))
    try measure(&benchmark, burst: 16, "stub", "busy", &console)
    try measure(&benchmark, burst: 1, "stub-alone", "alone", &console)
    let top = MainStack.pointer
    MainStack.paint()
    benchmark.run(16, burst: 1)
    console.writeLine("stack", UInt32(truncatingIfNeeded: MainStack.depth(below: top)))
  }

  private static func measure(
    _ benchmark: inout PacketBenchmark, burst: Int, _ stub: StaticString, _ name: StaticString,
    _ console: inout CMSDKUART<MemoryMappedBus>
  ) throws(BenchmarkFault) {
    console.writeLine(stub, Ticks.count { benchmark.runStub(frames, burst: burst) })
    try benchmark.checkReplies()
    console.writeLine(name, Ticks.count { benchmark.run(frames, burst: burst) })
    try benchmark.checkRun(of: frames)
  }

  /// The frames of a measurement, a multiple of 16.
  private static var frames: Int { 8000 }
}
