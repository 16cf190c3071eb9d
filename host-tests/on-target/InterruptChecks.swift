import CortexM

enum InterruptChecks {
  static func run(_ report: inout CheckReport) {
    NVIC.enable(TestBoard.spareInterrupt)
    report.check("interrupts", "are unmasked at first", holds: !isMasked)
    raise()
    report.check("an interrupt", "is taken at once when none is masked", holds: !waits)
    checkNesting(&report)
    checkLine(&report)
  }

  private static func checkNesting(_ report: inout CheckReport) {
    var waitedInside = false
    var waitedBetween = false
    let result = Interrupts.masked {
      Interrupts.masked {
        raise()
        waitedInside = waits
      }
      waitedBetween = waits && isMasked
      return 7
    }
    report.check("a masked interrupt", "waits inside the inner section", holds: waitedInside)
    report.check("a masked interrupt", "waits behind the inner section", holds: waitedBetween)
    report.check("a masked interrupt", "is taken behind the outer section", holds: !waits)
    report.check("masking", "ends with the outer section", holds: !isMasked)
    report.check("masking", "hands on what its body returns", holds: result == 7)
    leaveByError()
    report.check("masking", "ends when its body throws", holds: !isMasked)
  }

  private static func checkLine(_ report: inout CheckReport) {
    NVIC.disable(TestBoard.spareInterrupt)
    raise()
    report.check("a disabled interrupt", "waits", holds: waits)
    NVIC.clearPending(TestBoard.spareInterrupt)
    report.check("a waiting interrupt", "can be taken back", holds: !waits)
  }

  private struct Refusal: Error {}

  private static func leaveByError() {
    do throws(Refusal) {
      try Interrupts.masked { () throws(Refusal) in throw Refusal() }
    } catch {}
  }

  private static func raise() {
    TestBoard.pendingInterrupts.value = spareBit
  }

  /// Whether the interrupt is still not taken some instructions from now: being raised takes effect
  /// after a few (ARMv7-M ARM §B3.4), in an emulator at the next jump.
  private static var waits: Bool {
    for _ in 0..<100 where TestBoard.pendingInterrupts.value & spareBit == 0 { return false }
    return true
  }

  private static var spareBit: UInt32 { 1 << UInt32(TestBoard.spareInterrupt) }

  private static var isMasked: Bool {
    let mask = Interrupts.mask()
    Interrupts.restore(mask)
    return mask != 0
  }
}
