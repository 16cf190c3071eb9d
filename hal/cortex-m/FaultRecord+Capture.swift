extension FaultRecord {
  /// A fault this soon after a start counts as one of a row.
  private static var quickMilliseconds: UInt32 { 10_000 }

  /// Takes down what the processor knows (ARMv7-M ARM §B1.5.6, §B3.2.15).
  /// - Parameters:
  ///   - frame: the main stack pointer at the handler's entry, where the registers lie.
  ///   - kind: what it is; nil to find it out.
  static func capture(frame: UInt, kind known: FaultKind?) {
    let isFirst = !isThere
    let milliseconds = SysTickClock.milliseconds
    self[.count] = isFirst ? 1 : self[.count] &+ 1
    let row = isFirst ? 0 : self[.quickCount]
    self[.quickCount] = milliseconds < quickMilliseconds ? row &+ 1 : 0
    self[.isShown] = 0
    self[.note] = unsafe pendingNote
    self[.milliseconds] = milliseconds
    self[.exception] = SystemControlBlock.activeException
    self[.sp] = UInt32(truncatingIfNeeded: frame)
    captureStatus()
    let isStacked = captureRegisters(frame)
    captureCalls(above: isStacked ? frame &+ 32 : frame)
    let kind = known ?? foundKind
    self[.kind] = kind.rawValue
    self[.place] = place(of: kind)
    seal()
  }

  private static func captureStatus() {
    let status = SystemControlBlock.configurableFaultStatus.value
    self[.cfsr] = status
    self[.hfsr] = SystemControlBlock.hardFaultStatus.value
    if status & FaultStatus.memManageAddress != 0 {
      self[.address] = SystemControlBlock.memManageFaultAddress.value
    } else if status & FaultStatus.busAddress != 0 {
      self[.address] = SystemControlBlock.busFaultAddress.value
    } else {
      self[.address] = .max
    }
  }

  /// - Returns: false, and zeros, where exception entry could not stack the registers.
  private static func captureRegisters(_ frame: UInt) -> Bool {
    let stack = MemoryImage.stack
    let isStacked =
      self[.cfsr] & FaultStatus.stacking == 0 && stack.contains(frame)
      && stack.upperBound &- frame >= 32 && frame & 3 == 0
    func stacked(_ index: UInt) -> UInt32 {
      // One of eight words of the stack, by the check above.
      isStacked ? MemoryImage.load(frame &+ index &* 4) : 0
    }
    for index: UInt in 0..<5 { self[.r0, index] = stacked(index) }
    self[.lr] = stacked(5)
    self[.pc] = stacked(6)
    self[.psr] = stacked(7)
    return isStacked
  }

  /// The calls that are still on the stack, as far as one can tell without unwind tables: words that
  /// point behind a call. A stale one may be among them. It reads a kilobyte at most.
  private static func captureCalls(above pointer: UInt) {
    let stack = MemoryImage.stack
    var address = max(pointer, stack.lowerBound) & ~3
    let end = min(stack.upperBound, address &+ 1024)
    var count: UInt = 0
    while count < callCount {
      var found: UInt32 = 0
      while address < end, found == 0 {
        found = Instruction.call(before: MemoryImage.load(address))
        address &+= 4
      }
      self[.calls, count] = found
      count &+= 1
    }
  }

  private static func place(of kind: FaultKind) -> UInt32 {
    // Who called the heap is of more interest than the trap that follows.
    if kind != .heap, Instruction.halfword(at: self[.pc]) != 0 { return self[.pc] }
    let caller = Instruction.call(before: self[.lr])
    return caller != 0 ? caller : self[.calls]
  }

  private static var foundKind: FaultKind {
    guard 3...6 ~= self[.exception] else { return .unhandledInterrupt }
    let status = self[.cfsr]
    let address = self[.address]
    // Less than a megabyte below the stack.
    let bottom = UInt32(truncatingIfNeeded: MemoryImage.stack.lowerBound)
    let isBelow = self[.sp] < bottom || 1...1 << 20 ~= bottom &- address
    if status & FaultStatus.stacking != 0 || isBelow { return .stackOverflow }
    switch Instruction.halfword(at: self[.pc]) {
    case Instruction.trap where status & FaultStatus.undefined != 0: return .trap
    case Instruction.heapTrap where status & FaultStatus.undefined != 0: return .heap
    default: break
    }
    // Also a call of null: it lies outside of the code, and address 0 is no Thumb code.
    if address < 4096 || status & FaultStatus.fetch != 0 && self[.pc] < 256 {
      return .nullDereference
    }
    if status & 0xFF != 0 { return .protection }
    return status & 0xFF00 != 0 ? .bus : .other
  }
}

/// Bits of the CFSR (ARMv7-M ARM §B3.2.15).
private enum FaultStatus {
  /// MSTKERR, STKERR: what should have been stacked was not.
  static var stacking: UInt32 { 1 << 4 | 1 << 12 }
  /// IACCVIOL, IBUSERR, INVSTATE: of the fetch.
  static var fetch: UInt32 { 1 << 0 | 1 << 8 | 1 << 17 }
  /// UNDEFINSTR
  static var undefined: UInt32 { 1 << 16 }
  /// MMARVALID
  static var memManageAddress: UInt32 { 1 << 7 }
  /// BFARVALID
  static var busAddress: UInt32 { 1 << 15 }
}
