public import Text

/// What the processor knows about a fault, taken in its handler (ARMv7-M ARM §B1.5.6, §B3.2.15).
public struct FaultReport: Sendable {
  /// The number of the exception: 3 HardFault, 4 MemManage, 5 BusFault, 6 UsageFault; others are
  /// interrupts without a handler.
  public let exception: UInt32
  /// The registers that exception entry stacked: r0…r3, r12, lr, pc, xPSR.
  public let stacked: [8 of UInt32]
  public let stackPointer: UInt32
  public let configurableFaultStatus: UInt32
  public let hardFaultStatus: UInt32
  /// The address of the access, when the processor could tell.
  public let faultAddress: UInt32?

  public var programCounter: UInt32 { stacked[6] }

  /// - Parameters:
  ///   - frame: the main stack pointer at the handler's entry, where the registers lie.
  ///   - stack: the main stack; a frame that isn't in it is not read.
  public init(frame: UnsafeRawPointer, stack: Range<UInt>) {
    exception = SystemControlBlock.activeException
    let status = SystemControlBlock.configurableFaultStatus.value
    configurableFaultStatus = status
    hardFaultStatus = SystemControlBlock.hardFaultStatus.value
    let address = UInt(bitPattern: frame)
    stackPointer = UInt32(truncatingIfNeeded: address)
    if status & 1 << 7 != 0 {
      faultAddress = SystemControlBlock.memManageFaultAddress.value
    } else if status & 1 << 15 != 0 {
      faultAddress = SystemControlBlock.busFaultAddress.value
    } else {
      faultAddress = nil
    }
    var registers: [8 of UInt32] = [0, 0, 0, 0, 0, 0, 0, 0]
    if stack.contains(address), stack.upperBound &- address >= 32, address & 3 == 0 {
      for index in registers.indices {
        // Eight words of the stack, by the check above.
        registers[index] = unsafe frame.load(fromByteOffset: index &* 4, as: UInt32.self)
      }
    }
    stacked = registers
  }

  private var name: StaticString {
    switch exception {
    case 2: "NMI"
    case 3: "HardFault"
    case 4: "MemManage"
    case 5: "BusFault"
    case 6: "UsageFault"
    default: "Unhandled interrupt"
    }
  }

  public func write<Sink: TextSink & ~Copyable>(to sink: inout Sink) {
    sink.writeLine()
    sink.write("FAULT: ")
    sink.write(name)
    sink.write(" (exception ")
    sink.write(exception)
    sink.writeLine(")")
    field("  pc   ", stacked[6], to: &sink)
    field("  lr   ", stacked[5], to: &sink)
    field("  sp   ", stackPointer, to: &sink)
    field("  psr  ", stacked[7], to: &sink)
    sink.writeLine()
    field("  r0   ", stacked[0], to: &sink)
    field("  r1   ", stacked[1], to: &sink)
    field("  r2   ", stacked[2], to: &sink)
    field("  r3   ", stacked[3], to: &sink)
    field("  r12  ", stacked[4], to: &sink)
    sink.writeLine()
    field("  cfsr ", configurableFaultStatus, to: &sink)
    field("  hfsr ", hardFaultStatus, to: &sink)
    if let faultAddress {
      field("  addr ", faultAddress, to: &sink)
    } else {
      sink.write("  addr unknown")
    }
    sink.writeLine()
    sink.write("  where: make symbolize PC=0x")
    sink.write(hexadecimal: programCounter)
    sink.writeLine()
  }

  private func field<Sink: TextSink & ~Copyable>(
    _ name: StaticString, _ value: UInt32, to sink: inout Sink
  ) {
    sink.write(name)
    sink.write(hexadecimal: value)
  }
}
