/// What there is to run, on the host and on the board.
package enum FuzzTarget: UInt8, CaseIterable, Sendable {
  case wire
  case interface
  case reassembly
  case heap
  case lan9118
  case capture

  package func run(_ input: [UInt8], _ journal: Journal) {
    switch self {
    case .wire: fuzzWire(input, journal)
    case .interface: fuzzInterface(input, journal)
    case .reassembly: fuzzReassembly(input, journal)
    case .heap: fuzzHeap(input, journal)
    case .lan9118: fuzzLAN9118(input, journal)
    case .capture: replayCapture(input, journal)
    }
  }
}
