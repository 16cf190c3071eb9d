extension STM32Ethernet where Bus: ~Copyable, Memory: ~Copyable, Clock: ~Copyable {
  /// Looks before any wait gives up though its clock stands still: a look takes 30 instructions
  /// and more, so this is 1.5 s and more at 180 MHz.
  private var lookLimit: Int { 10_000_000 }

  /// - Returns: whether the masked bits read as wanted in time.
  @inline(never)
  mutating func wait(
    _ microseconds: UInt64, until register: Int, _ mask: UInt32, reads value: UInt32
  ) -> Bool {
    let start = clock.now()
    for _ in 0..<lookLimit {
      let isLate = clock.now() &- start > microseconds
      if bus.load(register) & mask == value { return true }
      if isLate { return false }
    }
    return false
  }

  @inline(never)
  mutating func pause(_ microseconds: UInt64) {
    let start = clock.now()
    for _ in 0..<lookLimit where clock.now() &- start >= microseconds { return }
  }
}
