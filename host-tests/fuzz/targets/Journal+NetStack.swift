import NetStack

/// What an application sees of an interface.
extension Journal {
  func note(_ datagram: borrowing IncomingDatagram) {
    note("a datagram from", datagram.source.address.rawValue)
    note("from port", datagram.source.port)
    note("to", datagram.destination.address.rawValue)
    note("to port", datagram.destination.port)
    note("for a group", datagram.isForGroup ? 1 : 0)
    note("with", datagram.payload)
  }

  func note(_ error: UDPSocketError) {
    note("an error of type", error.type.rawValue)
    note("with code", error.code)
    note("from", error.reporter.rawValue)
    note("about", error.destination.address.rawValue)
    note("about port", error.destination.port)
    note("with MTU", error.maximumTransmissionUnit ?? 0)
  }

  func note(_ event: AddressEvent) {
    switch event {
    case .acquired: note("acquired", 0)
    case .conflict(let station): note("a conflict with", number(station))
    case .defeated(let station): note("defeated by", number(station))
    }
  }

  private func number(_ station: MACAddress) -> UInt64 {
    UInt64(station.high) << 32 | UInt64(station.low)
  }

  func note(_ counters: InterfaceCounters) {
    for outcome in FrameOutcome.allCases where counters[outcome] != 0 {
      note("with outcome", outcome.rawValue)
      note("frames", counters[outcome])
    }
    note("counters", counters: counters)
  }
}
