import CortexM

/// The clock and the FPGA's counter at about the same moment.
struct ClockReading {
  let microseconds: UInt64
  let counter: UInt32

  /// The reading of a hundred that took least: the host may stop an emulator at any time.
  static func closest() -> ClockReading {
    var closest = ClockReading(microseconds: 0, counter: 0)
    var least = UInt32.max
    for _ in 0..<100 {
      let before = TestBoard.fpgaCounter
      let microseconds = SysTickClock.now
      let duration = TestBoard.fpgaCounter &- before
      if duration < least {
        least = duration
        closest = ClockReading(microseconds: microseconds, counter: before &+ duration / 2)
      }
    }
    return closest
  }
}
