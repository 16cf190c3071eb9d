public import Text

extension STM32EthernetStatistics {
  /// Writes one line for each counter, zero or not: its name, a space, its value.
  public func write(to sink: inout some TextSink & ~Copyable) {
    Self.line("sent good", sentGood, &sink)
    Self.line("sent after one collision", sentAfterOneCollision, &sink)
    Self.line("sent after collisions", sentAfterCollisions, &sink)
    Self.line("received good unicast", receivedGoodUnicast, &sink)
    Self.line("received CRC errors", receivedCRCErrors, &sink)
    Self.line("received alignment errors", receivedAlignmentErrors, &sink)
    Self.line("missed without descriptor", missedWithoutDescriptor, &sink)
    Self.line("missed by FIFO", missedByFIFO, &sink)
    Self.line("missed counts lost", missedCountsLost, &sink)
    Self.line("receive buffers unavailable", receiveBuffersUnavailable, &sink)
    Self.line("receive overflows", receiveOverflows, &sink)
    Self.line("truncated frames", truncatedFrames, &sink)
    Self.line("receive checksum failures", receiveChecksumFailures, &sink)
    Self.line("transmit underflows", transmitUnderflows, &sink)
    Self.line("transmit jabbers", transmitJabbers, &sink)
    Self.line("transmit checksum failures", transmitChecksumFailures, &sink)
    Self.line("transmit timeouts", transmitTimeouts, &sink)
    Self.line("receive timeouts", receiveTimeouts, &sink)
    Self.line("descriptor disorders", descriptorDisorders, &sink)
    Self.line("fatal bus errors", fatalBusErrors, &sink)
    Self.line("engines stopped", enginesStopped, &sink)
    Self.line("failed resets", failedResets, &sink)
    Self.line("PHY silences", phySilences, &sink)
    Self.line("MDIO timeouts", mdioTimeouts, &sink)
  }

  private static func line(
    _ name: StaticString, _ value: UInt64, _ sink: inout some TextSink & ~Copyable
  ) {
    sink.write(name)
    sink.write(byte: 0x20)
    var divisor: UInt64 = 1
    while value / divisor > 9 { divisor &*= 10 }
    while divisor > 0 {
      sink.write(byte: 0x30 &+ UInt8(truncatingIfNeeded: value / divisor % 10))
      divisor /= 10
    }
    sink.writeLine()
  }
}
