import CortexM

/// Tests on the board itself what differs there from the host: 32-bit integers, the size-optimised
/// build, and the runtime's own memory functions, arithmetic, heap and clock.
///
/// The exit status is 0 when all checks passed, 1 when some did not, and 101 or 102 for a fault.
@main struct Main {
  static func main() {
    SystemControlBlock.enableFaultExceptions()
    SysTickClock.start(megahertz: TestBoard.megahertz)
    var report = CheckReport()
    StackChecks.run(&report)
    InterruptChecks.run(&report)
    MemoryCopyChecks.run(&report)
    MemoryMoveChecks.run(&report)
    MemoryFillChecks.run(&report)
    ShiftChecks.run(&report)
    UnsignedDivisionChecks.run(&report)
    SignedDivisionChecks.run(&report)
    HeapChecks.run(&report)
    ChecksumChecks.run(&report)
    PacketChecks.run(&report)
    InterfaceChecks.run(&report)
    ClockChecks.run(&report)
    report.writeSummary()
    Semihosting.exit(code: report.failed == 0 ? ExitCode.allPassed : ExitCode.someFailed)
  }
}
