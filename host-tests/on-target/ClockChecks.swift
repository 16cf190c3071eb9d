import CortexM

enum ClockChecks {
  /// More than three periods of the SysTick interrupt, which comes every 600 ms at 25 MHz.
  private static var span: UInt64 { 1_900_000 }

  static func run(_ report: inout CheckReport) {
    let start = ClockReading.closest()
    report.check("the clock", "never goes back over three wraps") {
      readUntil(start.microseconds + span, masked: false)
    }
    let end = ClockReading.closest()
    report.check("the clock", "agrees with the FPGA's counter within 1 %") {
      let elapsed = end.microseconds - start.microseconds
      // 32 bits of it last 171 s.
      let counted = UInt64(end.counter &- start.counter) / UInt64(TestBoard.megahertz)
      let difference = elapsed > counted ? elapsed - counted : counted - elapsed
      return difference < elapsed / 100
        ? nil : FailedCase(Input("microseconds", elapsed), Input("counted", counted))
    }
    report.check("the clock", "never goes back while interrupts are masked") {
      // One wrap or two fall into this, and each into a section but for bad luck.
      for _ in 0..<14 {
        let end = SysTickClock.now + 50_000
        if let failure = readUntil(end, masked: true) { return failure }
      }
      return nil
    }
  }

  /// Reads the clock all the time until it shows `end`.
  private static func readUntil(_ end: UInt64, masked: Bool) -> FailedCase? {
    masked ? Interrupts.masked { readUntil(end) } : readUntil(end)
  }

  private static func readUntil(_ end: UInt64) -> FailedCase? {
    let counter = TestBoard.fpgaCounter
    var previous = SysTickClock.now
    while previous < end {
      let now = SysTickClock.now
      guard now >= previous else {
        return FailedCase(Input("from", previous), Input("back to", now))
      }
      previous = now
      // A clock that stands still ends this after 10 s.
      guard TestBoard.fpgaCounter &- counter < 10 * TestBoard.megahertz * 1_000_000 else {
        return FailedCase(Input("still at", now))
      }
    }
    return nil
  }
}
