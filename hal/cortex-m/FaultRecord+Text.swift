public import Text

extension FaultRecord {
  /// Writes the report.
  /// - Parameters:
  ///   - title: what the first line begins with.
  ///   - explanation: what went wrong.
  ///   - command: what symbolizes an address that follows it.
  public static func write<Sink: TextSink & ~Copyable>(
    to sink: inout Sink, title: StaticString, explanation: StaticString, command: StaticString
  ) {
    sink.write(title)
    sink.write(exceptionName)
    sink.write(" (exception ")
    sink.write(self[.exception])
    sink.write("): ")
    sink.writeLine(explanation)
    writeRegisters(to: &sink)
    sink.write("  after ")
    sink.write(self[.milliseconds])
    sink.write(" ms, fault ")
    sink.write(self[.count])
    sink.writeLine(" since power-up")
    sink.write("  where: ")
    writePlace(self[.place], command, to: &sink)
    for index in 0..<callCount where self[.calls, index] != 0 {
      sink.write("  from:  ")
      writePlace(self[.calls, index], command, to: &sink)
    }
  }

  private static func writeRegisters<Sink: TextSink & ~Copyable>(to sink: inout Sink) {
    let labels: StaticString = "pc   lr   sp   psr  r0   r1   r2   r3   r12  cfsr hfsr addr "
    for index: UInt in 0..<12 {
      sink.write("  ")
      for offset in index &* 5..<index &* 5 &+ 5 {
        // A static string's bytes are constants of the image, and there are 5 for each register.
        sink.write(byte: unsafe labels.utf8Start[Int(bitPattern: offset)])
      }
      if index == 11, self[.address] == .max {
        sink.write("unknown")
      } else {
        sink.write(hexadecimal: self[.pc, index])
      }
      if index == 3 || index == 8 || index == 11 { sink.writeLine() }
    }
  }

  private static func writePlace<Sink: TextSink & ~Copyable>(
    _ address: UInt32, _ command: StaticString, to sink: inout Sink
  ) {
    sink.write(command)
    sink.write(hexadecimal: address)
    sink.writeLine()
  }

  private static var exceptionName: StaticString {
    switch self[.exception] {
    case 2: "NMI"
    case 3: "HardFault"
    case 4: "MemManage"
    case 5: "BusFault"
    case 6: "UsageFault"
    case 15: "SysTick"
    default: "interrupt"
    }
  }
}
